"""How members govern, side by side: matrix, timeline and files."""

import io
import re
from datetime import date

import pytest
from django.test import Client, RequestFactory
from openpyxl import load_workbook
from pytest_django import DjangoAssertNumQueries
from wagtail.models import PageViewRestriction

from members.governance.comparison import compare
from members.governance.timeline import draw_timeline
from members.models import Member, MemberPage, PoliticalBody, StrategyDocument
from tests.factories.members import MemberFactory, MemberPageFactory, english, member_index

QUERIES_OF_GOVERNANCE = 14
URL = "/medlemmar/styrning/"


def governed(
    name: str, *, kind: str = "committee", parent: str = "Kommunstyrelsen", since: int | None = 2015,
    permanent: bool = True, county: tuple[str, str] = ("14", "Västra Götalands län"),
) -> MemberPage:  # fmt: skip
    member = MemberFactory.create(name=name, county_code=county[0], county_name=county[1])
    PoliticalBody.objects.create(
        member=member, name=f"Organ i {name}", kind=kind, parent_body=parent, since_year=since, is_permanent=permanent
    )
    StrategyDocument.objects.create(member=member, title="Strategi för jämlik hälsa", year=2020)
    page: MemberPage = MemberPageFactory.create(
        member=member,
        policy_text="<p>God hälsa för <b>alla</b>.</p><p>Utan skillnader.</p>",
        governing_document="Mål- och resursplanen",
        governing_document_version="för åren 2024–2027",
    )
    return page


@pytest.fixture
def four_members(db: None) -> list[MemberPage]:
    return [
        governed("Åre", kind="advisory_council", since=2003, county=("23", "Jämtlands län")),
        governed("Malmö", kind="drafting_committee", permanent=False, county=("12", "Skåne län")),
        governed("Trollhättan"),
        governed("Borås", kind="committee", parent="kommunfullmäktige"),
    ]


@pytest.mark.parametrize("number", [3, 20, 300])
def test_matrix_asks_the_database_as_often_for_any_number_of_members(
    number: int, client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for position in range(number):
        governed(f"Ort {position}")
    client.get(URL)

    with django_assert_num_queries(QUERIES_OF_GOVERNANCE):
        response = client.get(URL)

    assert response.content.decode().count('class="matrix__row"') == number


def test_matrix_says_who_has_a_permanent_committee_under_the_executive_board_since_when(
    client: Client, four_members: list[MemberPage]
) -> None:
    html = client.get(URL).content.decode()
    rows = {re.findall(r'lang="sv">([^<]+)', row)[0]: row for row in html.split('class="matrix__row"')[1:]}

    assert "sedan 2015" in rows["Trollhättan"].split("matrix__yes")[1].split("</strong>")[0]
    assert all("matrix__yes" not in rows[name] for name in ("Åre", "Malmö", "Borås"))


def test_policy_is_quoted_with_its_document_and_version(client: Client, four_members: list[MemberPage]) -> None:
    html = client.get(URL).content.decode()

    assert "God hälsa för alla. Utan skillnader.</blockquote>" in html
    assert "Mål- och resursplanen</cite>" in html
    assert "för åren 2024–2027" in html


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Borås", "Malmö", "Trollhättan", "Åre"]),
        ({"county": "12"}, ["Malmö"]),
        ({"kind": "region"}, []),
        ({"body": "committee"}, ["Borås", "Trollhättan"]),
        ({"permanence": "temporary"}, ["Malmö"]),
        ({"permanence": "permanent", "body": "advisory_council"}, ["Åre"]),
        ({"body": "<script>", "permanence": "x", "county": "99"}, ["Borås", "Malmö", "Trollhättan", "Åre"]),
    ],
)
def test_matrix_filters(
    query: dict[str, str], names: list[str], client: Client, four_members: list[MemberPage]
) -> None:
    response = client.get(URL, query)

    assert response.context is not None
    assert [row.member.name for row in response.context["comparison"].found] == names
    assert "<script>x" not in response.content.decode()


def test_timeline_puts_the_oldest_first_and_ends_today(rf: RequestFactory, four_members: list[MemberPage]) -> None:
    drawing = draw_timeline(compare(rf.get(URL)).found, this_year=2026)

    assert [bar.body.since_year for bar in drawing.bars] == [2003, 2015, 2015, 2015]
    assert [line.year for line in drawing.lines] == [2000, 2005, 2010, 2015, 2020, 2025]
    assert all(abs(float(bar.start[:-1]) + float(bar.length[:-1]) - 100) < 0.02 for bar in drawing.bars)


def test_timeline_has_a_table_that_says_the_same(client: Client, four_members: list[MemberPage]) -> None:
    html = client.get(URL).content.decode()
    table = html.split('class="timeline-table"')[1].split("</details>")[0]

    assert html.count('<rect class="timeline__bar') == 4
    assert [name for name in ("Åre", "Malmö", "Trollhättan", "Borås") if f">{name}</th>" in table] == [
        "Åre", "Malmö", "Trollhättan", "Borås",
    ]  # fmt: skip


def test_body_without_a_year_has_no_bar(client: Client, db: None) -> None:
    governed("Malmö", since=None)

    html = client.get(URL).content.decode()

    assert 'class="timeline"' not in html


def test_csv_has_the_rows_of_the_page_and_no_formulas(client: Client, four_members: list[MemberPage]) -> None:
    PoliticalBody.objects.filter(member__name="Malmö").update(name='=HYPERLINK("http://evil.example")')

    response = client.get("/medlemmar/styrning.csv", {"county": "12"})
    lines = response.content.decode("utf-8-sig").splitlines()

    assert response["Content-Disposition"].endswith('.csv"')
    assert len(lines) == 2
    assert lines[1].startswith("Malmö;")
    assert "'=HYPERLINK" in lines[1]


def test_xlsx_has_one_line_for_each_body_and_one_for_a_member_without(
    client: Client, four_members: list[MemberPage]
) -> None:
    MemberPageFactory.create(member=MemberFactory.create(name="Ödeshög"))
    PoliticalBody.objects.create(member=four_members[2].member, name="Rådet", kind="advisory_council")

    response = client.get("/en/medlemmar/styrning.xlsx")
    assert response.status_code == 200
    english_rows = list(load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.values)  # type: ignore[union-attr, attr-defined]
    assert english_rows[0][0] == "Member"

    response = client.get("/medlemmar/styrning.xlsx")
    rows = list(load_workbook(io.BytesIO(b"".join(response.streaming_content))).active.values)  # type: ignore[union-attr, attr-defined]
    assert [row[0] for row in rows[1:]] == ["Borås", "Malmö", "Trollhättan", "Trollhättan", "Åre", "Ödeshög"]


@pytest.mark.parametrize("how", ["draft", "left", "restricted"])
def test_what_is_not_public_is_not_compared(how: str, client: Client, four_members: list[MemberPage]) -> None:
    page = four_members[2]
    if how == "draft":
        page.unpublish()
    elif how == "left":
        Member.objects.filter(pk=page.member_id).update(left_on=date(2025, 1, 1))
    else:
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)

    for path in (URL, "/medlemmar/styrning.csv"):
        assert "Trollhättan" not in client.get(path).content.decode()


def test_english_page_marks_swedish_words(client: Client, four_members: list[MemberPage]) -> None:
    for page in four_members:
        english(page)

    html = client.get("/en" + URL).content.decode()

    assert "How members govern" in html
    assert '<blockquote lang="sv">God hälsa' in html


def test_empty_network_says_so(client: Client, db: None) -> None:
    member_index()

    assert 'class="empty-state"' in client.get(URL).content.decode()


def test_directory_leads_to_the_comparison(client: Client, four_members: list[MemberPage]) -> None:
    assert f'href="{URL}"' in client.get(member_index().url).content.decode()
