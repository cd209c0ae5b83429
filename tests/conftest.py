"""People and places that tests speak of."""

import gc

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase, override_settings

from tests import emptying, template
from tests.factories import tambon as make
from tests.factories import workforce as work
from tests.ordering import longest_first
from workforce.models import EligibilityRule


def pytest_configure():
    """Hash passwords cheaply: most tests make people, and a real hash takes a third of a second each.

    Serve files as they are: those that a site running in this folder has collected may be older.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.PLAIN_HOSTS = settings.PLAIN_HOSTS | {"testserver"}
    settings.SECOND_FACTOR = False  # its own tests turn it on; the others sign people in by one step
    settings.STATIC_ROOT = settings.STATIC_ROOT.with_name("static-of-tests")  # empty: nothing old, nothing to read
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0  # a browser's open line would keep the connection of its thread
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()
    TransactionTestCase._fixture_teardown = emptying.empty


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    longest_first(items)


@pytest.fixture(scope="session", autouse=True)
def static_root():
    """WhiteNoise warns of a folder that nothing was collected into yet."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_keepdb, django_db_createdb, django_db_blocker
):
    """Copy the database of the tests from one that is migrated, unless it is kept from the last run."""
    if django_db_keepdb and not django_db_createdb:
        return
    with django_db_blocker.unblock():
        template.have(anew=django_db_createdb)
    connection.settings_dict["TEST"]["TEMPLATE"] = template.NAME


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Hang up on whoever is still in the database when it is to be dropped.

    While Playwright's loop runs, asgiref keeps a second connection for the same thread, which nobody closes after it.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        # Tests with transactions of their own empty all tables after them; its own test turns the guard on.
        cursor.execute("ALTER TABLE core_auditevent DISABLE TRIGGER core_auditevent_no_truncate")
    yield
    with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )


@pytest.fixture(scope="module", autouse=True)
def swept(django_db_blocker):
    """Throw away, after each file, the rows that its tests took back: who counts later would read them all."""
    yield
    name = connection.settings_dict["NAME"]
    if connection.connection is None or not str(name).startswith("test_"):
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND pg_relation_size(oid) > 1_000_000")
        for (table,) in cursor.fetchall():
            cursor.execute(f"VACUUM {table}")


@pytest.fixture(scope="session", autouse=True)
def own_queue():
    """Keep what tests send apart from a site that runs in the same folder."""
    queue = "u2t-test"
    current_app.conf.task_default_queue = queue
    with current_app.connection_for_write() as broker:
        broker.default_channel.queue_delete(queue)
    yield queue
    with current_app.connection_for_write() as broker:
        broker.default_channel.queue_delete(queue)


@pytest.fixture
def nation(db):
    """A small nation: ตาก (63) with two amphoe, เชียงใหม่ (50) with one."""
    return make.areas(
        {
            "TH": "ประเทศไทย", "63": "ตาก", "6301": "เมืองตาก", "6302": "บ้านตาก", "50": "เชียงใหม่",
            "5001": "เมืองเชียงใหม่", "630101": "ระแหง", "630111": "แม่ท้อ", "630201": "ตากออก", "500101": "ศรีภูมิ",
            "500102": "พระสิงห์",
        }
    )[0]  # fmt: skip


def _person(role, **area):
    person = make.user(role)
    make.membership(person, role, **area)
    return person


@pytest.fixture
def ministry(nation):
    return _person("ministry", area=nation)


@pytest.fixture
def steward(nation):
    return _person("steward", area=nation)


@pytest.fixture
def admin(nation):
    return _person("admin", area=nation)


@pytest.fixture
def auditor(nation):
    return _person("auditor", area=nation)


@pytest.fixture
def officer(nation):
    """The provincial officer of ตาก."""
    return _person("province", area=make.area("63"))


@pytest.fixture
def pm(nation):
    """The lecturer in charge of ต.แม่ท้อ."""
    return _person("pm", area=make.area("630111"))


@pytest.fixture
def worker(nation):
    return _person("worker", area=make.area("630111"))


@pytest.fixture
def staff(nation):
    """Staff of KPRU, which holds ต.แม่ท้อ."""
    university = make.university("kpru")
    make.allocation(make.area("630111"), university, make.programme())
    return _person("staff", university=university)


@pytest.fixture
def applicant(nation):
    """Somebody with an account and no membership."""
    return make.user("applicant")


@pytest.fixture
def private(settings, tmp_path):
    """A folder of our own for documents."""
    settings.PRIVATE_FILES = tmp_path
    return tmp_path


@pytest.fixture
def open_round(nation):
    """A round of KPRU with graduates in two tambons and citizens in one; rules of nationality, age and degree."""
    round_ = work.hiring_round()
    for code, worker_type in (("630101", "graduate"), ("630101", "citizen"), ("630201", "graduate")):
        work.quota(round_, make.area(code), worker_type, posts=5)
    rules = [("nationality", {}, ""), ("age", {"minimum": 18}, ""), ("no-state-work", {}, "")]
    rules += [("education", {"minimum": "5-high-vocational"}, "graduate")]
    for position, (code, parameters, worker_type) in enumerate(rules):
        EligibilityRule.objects.create(
            terms=round_.terms, code=code, parameters=parameters, worker_type=worker_type, position=position
        )
    return round_


def pytest_collection_finish():
    """Look for garbage seldom: hundreds of thousands of objects of the collection live until the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
