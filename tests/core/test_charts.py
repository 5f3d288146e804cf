"""Plots that are drawn on the server."""

from core.charts import Part, bar_chart, column_chart


def test_the_longest_bar_fills_the_width_and_parts_follow_one_another() -> None:
    chart = bar_chart([("Å", [Part("accepted", "", 75), Part("bounced", "", 25)]), ("B", [Part("accepted", "", 50)])])
    first, second = chart.bars
    assert [(part.x, part.width) for part in first.parts] == [("0.00%", "75.00%"), ("75.00%", "25.00%")]
    assert second.parts[0].width == "50.00%"
    assert (first.total, chart.height) == (100, 88)
    assert [part.kind for part in chart.legend] == ["accepted", "bounced"]


def test_what_is_little_is_seen_and_what_is_nothing_is_not() -> None:
    (bar,) = bar_chart([("A", [Part("accepted", "", 100_000), Part("bounced", "", 1), Part("refused", "", 0)])]).bars
    assert [part.width for part in bar.parts][1:] == ["0.40%", "0.00%"]


def test_columns_stand_on_the_ground() -> None:
    chart = column_chart([("1", 0), ("2", 5), ("3", 10)])
    assert [column.height for column in chart.columns] == [0, 80, 160]
    assert all(column.y + column.height == chart.height for column in chart.columns)


def test_nothing_draws_nothing() -> None:
    assert bar_chart([]).height == 0
    assert bar_chart([("A", [Part("accepted", "", 0)])]).bars[0].parts[0].width == "0.00%"
    assert column_chart([]).most == 0
