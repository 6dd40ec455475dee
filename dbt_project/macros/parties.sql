{#
    Who a record is about, for every standard of kind record or list: the columns that identify the subject.
    `person_if` says when the party is a natural person; a sole trader's own identity number makes no person.
    A new standard is one more entry (tests/project checks that none is missing).
#}
{% macro parties() -%}
    {%- set decision = {
        'name': 'party_name', 'uscc': 'party_uscc', 'org_code': 'party_org_code',
        'registration_no': 'party_registration_no', 'tax_no': 'party_tax_no',
        'person_id': 'party_person_id', 'person_if': "party_category = '自然人'",
    } -%}
    {{- return({
        'administrative_permit': decision,
        'administrative_penalty': decision,
        'judgment_debtors': {
            'name': 'debtor_name', 'uscc': 'debtor_uscc', 'org_code': 'debtor_org_code',
            'person_id': 'debtor_person_id', 'person_if': "debtor_category = '自然人'",
        },
        'utility_arrears': {
            'name': 'customer_name', 'uscc': 'customer_uscc',
            'person_id': 'customer_person_id', 'person_if': "customer_category = '居民'",
        },
        'a_grade_taxpayers': {'name': 'name', 'tax_no': 'taxpayer_no'},
    }) -}}
{%- endmacro %}
