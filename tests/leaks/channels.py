"""The 52 ways in which a value one may not read could tell itself: each is probed, proven elsewhere, or not there.

That a way is not there is checked against the schema: whoever adds it finds a failing test and writes its probes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graphql import GraphQLSchema

Absent = Callable[[GraphQLSchema], bool]


@dataclass(frozen=True)
class Channel:
    """One way. absent: holds as long as there is no such way; elsewhere: the test that proves it, `file::name`.

    Without either it is probed here.
    """

    name: str
    absent: Absent | None = None
    elsewhere: str | None = None


def _names(schema: GraphQLSchema) -> Iterator[str]:
    for type_name, type_ in schema.type_map.items():
        if type_name.startswith("__"):
            continue
        yield type_name
        for name, field in getattr(type_, "fields", {}).items():
            yield f"{type_name}.{name}"
            yield from (f"{type_name}.{name}({argument})" for argument in getattr(field, "args", ()))


def _nothing_called(*words: str) -> Absent:
    """No type, field or argument with such a word in its name."""
    return lambda schema: not any(word in name.lower() for name in _names(schema) for word in words)


def _no_root(*words: str) -> Absent:
    """Nothing to ask for or to do with such a word in its name."""

    def absent(schema: GraphQLSchema) -> bool:
        roots = [root for root in (schema.query_type, schema.mutation_type, schema.subscription_type) if root]
        return not any(word in name.lower() for root in roots for name in root.fields for word in words)

    return absent


CHANNELS: dict[int, Channel] = dict(
    enumerate(
        (
            Channel("plain selection"),
            Channel("alias"),
            Channel("fragment, inline fragment"),
            Channel("another path"),
            Channel("interface, union"),
            Channel("what a mutation returns"),
            Channel("payload of a subscription"),
            Channel("firing of a subscription"),
            Channel("filter: equal"),
            Channel("filter: prefix, part"),
            Channel("filter: range"),
            Channel("filter: one of a list"),
            Channel("filter: missing"),
            Channel("filter: nested and, or, not"),
            Channel("filter through a relation"),
            Channel(
                "filter by what is derived",  # no tag is, of what one of its readers may not read
                elsewhere="tests/schema/test_tag_rules.py"
                "::test_a_rule_must_not_tell_readers_of_tags_what_they_may_not_read",
            ),
            Channel("sort"),
            Channel("sort through a relation"),
            Channel("what is in a cursor"),
            Channel("page info, count"),
            Channel("search"),
            Channel("buckets of a grouping"),
            Channel("sum, average, least, greatest"),
            Channel("count of different values", absent=_nothing_called("distinct")),
            Channel("small groups"),
            Channel("difference of two aggregates"),
            Channel(
                "reports saved by others",
                elsewhere="tests/schema/test_reports.py::test_a_shared_report_tells_each_reader_what_he_reaches",
            ),
            Channel(
                "shared dashboards, sent reports",  # none is sent; a board shows each reader his own answers
                elsewhere="tests/schema/test_reports.py::test_no_cell_of_one_or_two_is_told_nor_can_be_worked_out",
            ),
            Channel(
                "exported files",  # of the other lists: tests/exports/test_lists.py
                elsewhere="tests/exports/test_exports.py"
                "::test_a_role_sees_nothing_in_an_export_that_it_could_not_see_in_the_list",
            ),
            Channel(
                "exports of others",
                elsewhere="tests/exports/test_exports.py"
                "::test_others_know_of_an_export_only_if_they_decide_about_them",
            ),
            Channel("import: already there"),
            Channel("unique constraint"),
            Channel("validation that quotes"),
            Channel("conflict that shows the present row"),
            Channel("text of an exception"),
            Channel("audit: before and after"),
            Channel("feed, notification"),
            Channel("webhooks", absent=_nothing_called("webhook")),
            Channel(
                "templates of automations",
                elsewhere="tests/schema/test_automations.py::test_each_reader_is_told_only_what_he_may_read",
            ),
            Channel(
                "preview of a rule, simulation",
                elsewhere="tests/schema/test_policy_simulation.py"
                "::test_nothing_is_seen_that_the_asker_may_not_read_himself",
            ),
            Channel("suggested duplicates"),
            Channel("scores and predictions"),
            Channel("introspection, enums, defaults"),
            Channel("defaults and options of forms"),
            Channel(
                "attachments",
                elsewhere="tests/stories/test_files.py"
                "::test_a_role_without_the_right_learns_nothing_of_a_document",
            ),
            Channel("caches"),
            Channel("size and work of an answer"),
            Channel("cost against the rate limit"),
            Channel(
                "logs, metrics, queues, tables",
                elsewhere="tests/schema/test_walk.py::test_no_clear_value_is_in_any_table_log_error_or_notification",
            ),
            Channel("written without being read"),
            Channel(
                "time travel, undo",
                elsewhere="tests/schema/test_imports.py::test_nobody_sees_the_rows_of_a_colleague_s_import",
            ),
            Channel(
                "a right withdrawn meanwhile",  # of exports: tests/exports/test_exports.py
                elsewhere="tests/graph/test_sockets.py::test_running_subscriptions_go_on_with_changed_rights",
            ),
        ),
        start=1,
    )
)
