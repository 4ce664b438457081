from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formkit.formats.acroform import IsolatedReader, read, read_isolated
from formkit.formats.acroform.wire import from_json, to_json
from formkit.model.record import FormMark, Method, Reading, Seen
from formkit.problems import Code, Severity, Where, problem


@pytest.fixture(scope="module")
def reader() -> Iterator[IsolatedReader]:
    with IsolatedReader() as reader:
        yield reader


def test_another_process_reads_the_same(filled: bytes, reader: IsolatedReader) -> None:
    assert reader.read(filled) == read(filled)
    assert read_isolated(filled) == read(filled)


def test_one_process_serves_many_files(filled: bytes, reader: IsolatedReader) -> None:
    reader.read(filled)
    worker = reader._worker
    assert [reader.read(data).mark is None for data in (filled, b"", filled[:500])] == [
        False,
        True,
        True,
    ]
    assert reader._worker is worker


def test_a_file_that_ends_the_process_costs_only_itself(
    filled: bytes, reader: IsolatedReader
) -> None:
    reader.read(filled)
    assert reader._worker is not None
    reader._worker.kill()
    codes = [p.code for p in reader.read(filled).problems]
    assert codes == [Code.DOCUMENT_LIMIT]
    assert reader.read(filled) == read(filled)


def test_the_wall_clock_stops_what_hangs(filled: bytes) -> None:
    stop = pytest.importorskip("signal").SIGSTOP
    with IsolatedReader(wall_s=0.3) as reader:
        reader.read(filled)
        assert reader._worker is not None
        reader._worker.send_signal(stop)
        hung = reader.read(filled)
        assert [(p.code, p.values["limit"]) for p in hung.problems] == [
            (Code.DOCUMENT_LIMIT, "0.3 s")
        ]
        assert reader.read(filled) == read(filled)


def test_the_process_has_limits_of_memory_and_time(filled: bytes, reader: IsolatedReader) -> None:
    resource = pytest.importorskip("resource")
    reader.read(filled)
    assert reader._worker is not None
    worker = reader._worker.pid
    assert resource.prlimit(worker, resource.RLIMIT_AS)[0] == 1 << 30
    assert 10 <= resource.prlimit(worker, resource.RLIMIT_CPU)[0] <= 60


def test_the_limit_of_time_is_named(filled: bytes, reader: IsolatedReader) -> None:
    exceeded = pytest.importorskip("signal").SIGXCPU
    reader.read(filled)
    assert reader._worker is not None
    reader._worker.send_signal(exceeded)
    reader._worker.wait()
    assert [p.values for p in reader.read(filled).problems] == [{"limit": "processor time"}]


TEXTS = st.text(max_size=20)
READINGS = st.builds(
    Reading,
    st.none() | st.builds(FormMark, TEXTS, st.integers(1, 9), TEXTS, st.none() | TEXTS, TEXTS),
    st.dictionaries(
        TEXTS,
        st.builds(
            Seen,
            TEXTS,
            st.sampled_from(Method),
            st.none() | st.integers(1, 9),
            st.none() | st.tuples(*[st.floats(0, 900)] * 4),
            st.floats(0, 1),
        ),
    ),
    st.lists(
        st.builds(
            lambda code, severity, page, path: problem(
                code, severity, where=Where(page=page, path=path), limit="1"
            ),
            st.sampled_from(Code),
            st.sampled_from(Severity),
            st.none() | st.integers(1, 9),
            st.none() | TEXTS,
        )
    ).map(tuple),
)


@settings(deadline=None, max_examples=50)
@given(READINGS)
def test_a_reading_survives_the_way_between_processes(reading: Reading) -> None:
    assert from_json(to_json(reading)) == reading
