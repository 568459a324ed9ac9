"""The broker of files: a message is there as a whole or not at all; what is none harms nobody."""

import json
import logging
from queue import Empty

import pytest
from kombu import Connection

from clinic import file_broker
from tests.servers import queue_in

QUEUE, EXCHANGE = "celery", "celery.pidbox"


@pytest.fixture
def channel(tmp_path):
    """A channel as Celery opens one, by the address alone."""
    with Connection("filesystem://", transport_options=queue_in(tmp_path)) as connection:
        yield connection.channel()


def put(channel, text):
    message = channel.prepare_message(text, properties={"delivery_tag": text})
    channel._put(QUEUE, message)


def taken(channel):
    bodies = []
    while True:
        try:
            bodies.append(channel._get(QUEUE)["body"])
        except Empty:
            return bodies


def test_messages_are_taken_once_in_the_order_they_came(channel, tmp_path):
    for text in ["first", "second", "third"]:
        put(channel, text)

    assert taken(channel) == ["first", "second", "third"]
    assert list(tmp_path.glob("*.msg")) == []


def test_a_message_is_taken_by_one_of_two_who_read_it(channel, tmp_path, monkeypatch):
    put(channel, "one")
    [path] = channel._waiting(QUEUE)
    monkeypatch.setattr(channel, "_waiting", lambda queue: [path])
    as_read, first = path.read_bytes(), channel._get(QUEUE)

    assert (first["body"], json.loads(as_read)) == ("one", first)
    with pytest.raises(Empty):
        channel._get(QUEUE)


def test_nobody_sees_a_message_before_all_of_it_is_written(channel, tmp_path, monkeypatch):
    seen = []

    class Watched(type(tmp_path)):
        def write_text(self, text):
            for part in ["", text[:9], text]:
                super().write_text(part)
                seen.extend(taken(channel))

    monkeypatch.setattr(file_broker, "Path", Watched)

    put(channel, "one")

    assert (seen, taken(channel)) == ([], ["one"])


@pytest.mark.parametrize(
    "written",
    ["", '{"body": "aGFsZiBvZ', "null", "[1]", "{}", '{"body": "=", "properties": {}}', "\udcff"],
)
def test_what_is_no_message_is_set_aside_and_the_next_is_taken(channel, tmp_path, caplog, written):
    (tmp_path / "0_broken.celery.msg").write_text(written, errors="surrogateescape")
    put(channel, "one")

    assert taken(channel) == ["one"]

    aside = tmp_path / file_broker.SET_ASIDE / "0_broken.celery.msg"
    assert aside.read_text(errors="surrogateescape") == written
    [record] = [each for each in caplog.records if each.name == file_broker.__name__]
    assert record.levelno == logging.ERROR
    assert record.getMessage().startswith("0_broken.celery.msg could not be read (")


@pytest.mark.parametrize("written", ["", '[["celery", "ce', "null", "[1]"])
def test_a_table_that_cannot_be_read_is_made_anew(channel, tmp_path, written):
    (tmp_path / "control").mkdir()
    (tmp_path / "control" / f"{EXCHANGE}.exchange").write_text(written)

    assert channel.get_table(EXCHANGE) == []
    channel._queue_bind(EXCHANGE, "", "", "a")
    channel._queue_bind(EXCHANGE, "", "", "b")
    channel._queue_bind(EXCHANGE, "", "", "a")
    assert [binding.queue for binding in channel.get_table(EXCHANGE)] == ["b", "a"]
    channel._delete("b", EXCHANGE, "", "")
    channel._delete("b", EXCHANGE, "", "")
    assert [binding.queue for binding in channel.get_table(EXCHANGE)] == ["a"]
    set_aside = tmp_path / "control" / file_broker.SET_ASIDE / f"{EXCHANGE}.exchange"
    assert set_aside.read_text() == written
