{#
    The grain of a model: no two rows agree in all of `columns`. Nulls agree with each other here, because a text
    file has no sheet and a city-wide figure no part, and both must still be unique.

    A daily build asks a model that keeps its table only for what it took in: `fresh`, rows of new batches, or `keys`,
    the model that lists the first column's values that were computed again. The rest was asked when it came.
#}
{% test unique_rows(model, columns, fresh=false, keys=none) %}
{{ broken_grain(model, columns, fresh, keys) }}
{% endtest %}
