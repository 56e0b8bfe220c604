"""The API keeps its own OpenAPI promises: schemathesis sends what the schema allows and what it forbids."""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance

from tests.life import make_row
from tests.people import person

CHECKS = (not_a_server_error, response_schema_conformance)
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())


@pytest.fixture
def signed_in():
    person("wang", "administrator")
    make_row()


@pytest.mark.django_db
@schema.include(
    path_regex="papers|ledger|review|outcome|form|people|units|audit|tasks|assignments|requests|feedback|evidence|subtasks|instances|statistics|notices|sheets"
).parametrize()
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_api_never_fails_and_answers_in_its_schema(case, signed_in):
    case.call_and_validate(headers={"Authorization": "Basic d2FuZzpMYW4temhvdS0yMDI1"}, checks=CHECKS)
