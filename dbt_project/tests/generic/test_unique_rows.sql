{#
    The grain of a model: no two rows agree in all of `columns`. Nulls agree with each other here, because a text
    file has no sheet and a city-wide figure no part, and both must still be unique.
#}
{% test unique_rows(model, columns) %}
select {{ columns | join(', ') }}, count(*) as copies
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1
{% endtest %}
