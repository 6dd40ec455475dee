{#
    A name as it is compared: full-width letters, digits and brackets as half-width ones, one kind of middle dot,
    upper case, no blanks. What NFKC would do to names in registers, in SQL that every engine has. Never enough to
    say who somebody is: a name counts only together with a second attribute.
#}
{% macro normal_name(name) -%}
    translate(
        upper({{ name }}),
        'ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ０１２３４５６７８９（）［］【】－＆，．・•　 	 ',
        'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789()[][]-&,.··'
    )
{%- endmacro %}
