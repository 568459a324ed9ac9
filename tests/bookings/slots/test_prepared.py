"""Two fences around rows read past the ORM: the same as its own, and nothing to convert."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from bookings.models import Equipment, Service
from bookings.slots import services
from clinic.models import Discipline, Practitioner
from tests.factories import EquipmentFactory, PractitionerFactory, ServiceFactory

ROOT = Path(__file__).resolve().parents[3]


def read_past_the_orm():
    """Return the models whose columns some statement of the booking app names."""
    named = {
        node.args[0].id
        for path in (ROOT / "bookings").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("prepared.columns")
    }
    return [model for model in apps.get_models() if model.__name__ in named]


def stored(instance):
    """Return the fields of a row as they were read, and where from."""
    names = [field.attname for field in instance._meta.concrete_fields]
    read = {name: instance.__dict__[name] for name in names}
    return read | {"adding": instance._state.adding, "db": instance._state.db}


@pytest.fixture
def clinic(db):
    """A clinic with every kind of service and practitioner, some of them out of use."""
    EquipmentFactory(kind="treadmill")
    EquipmentFactory(kind="treadmill", is_active=False)
    service = ServiceFactory(requires_running_specialist=True, equipment_kind="treadmill")
    ServiceFactory(is_bookable_online=False)
    ServiceFactory(is_active=False)
    for fields in (
        {"is_running_specialist": True},
        {"is_running_specialist": False},
        {"is_running_specialist": True, "is_active": False},
        {"is_running_specialist": True, "discipline": Discipline.KINESIOLOGY},
    ):
        service.practitioners.add(PractitionerFactory(**fields))
    return service


def test_services_are_the_rows_that_the_orm_reads(clinic):
    active = Service.objects.filter(is_active=True).order_by("position", "name")

    at_the_desk = services.bookable_services(by_staff=True)
    online = services.bookable_services()

    assert [stored(one) for one in at_the_desk] == [stored(one) for one in active]
    assert [stored(one) for one in online] == [
        stored(one) for one in active.filter(is_bookable_online=True)
    ]
    assert stored(services.bookable(clinic.slug)[0]) == stored(active.get(pk=clinic.pk))
    assert list(services.bookable(clinic.slug)[0].unit_ids) == list(
        Equipment.objects.filter(kind="treadmill", is_active=True).values_list("pk", flat=True)
    )


def test_a_service_read_by_the_orm_knows_its_units_as_well(clinic):
    for service in Service.objects.all():
        assert service.unit_ids == services.offered(service.pk)[0].unit_ids


def test_a_service_without_equipment_asks_for_no_units(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Service(equipment_kind="").unit_ids == []


def test_practitioners_are_the_rows_that_the_orm_reads(clinic):
    able = Practitioner.objects.filter(
        services=clinic,
        is_active=True,
        is_running_specialist=True,
        discipline__in=clinic.disciplines,
    ).order_by("name", "pk")

    for found in (
        services.practitioners_offering(clinic),
        services.offered(clinic.pk)[1],
        services.bookable(clinic.slug)[1],
        services.practitioners_of_services()[clinic.pk],
    ):
        assert [stored(one) for one in found] == [stored(one) for one in able]


def test_a_service_that_nobody_gives_is_found_all_the_same(db):
    alone = ServiceFactory(is_bookable_online=False)

    assert services.offered(alone.pk) == (alone, [])
    assert services.bookable(alone.slug, by_staff=True) == (alone, [])
    with pytest.raises(Service.DoesNotExist):
        services.bookable(alone.slug)


def test_no_field_that_is_read_past_the_orm_is_converted_by_it():
    converted = {
        str(field)
        for model in read_past_the_orm()
        for field in model._meta.concrete_fields
        for expression in [field.cached_col]
        if expression.get_db_converters(connection) or connection.ops.get_db_converters(expression)
    }

    assert Service in read_past_the_orm()
    assert Practitioner in read_past_the_orm()
    assert converted == set()
