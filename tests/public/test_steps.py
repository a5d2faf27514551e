"""One question a screen, with nothing kept between the screens but the form itself."""

import pytest

from tests.public.conftest import OPEN, SHOWCASE, key_in, stored_answers
from tests.public.html_form import read_form

START = f"/s/{SHOWCASE}?che-do=tung-cau"


def step(client, page, code, word="buoc", **answers):
    fields = {**read_form(page).fields, **answers}
    return client.post(f"{START}&{word}={code}", data=fields)


def test_the_first_screen_asks_one_question_and_says_how_many_there_are(client):
    page = client.get(START).text
    assert "Câu 1/10" in page
    assert read_form(page).names == {"key", "moc", "trang_web", "OVERALL"}


def test_what_was_answered_travels_in_the_form_and_conditions_hold_on_the_way(client):
    first = client.get(START).text
    second = step(client, first, "OVERALL", OVERALL="2").text
    assert "Câu 2/11" in second
    assert "chưa hài lòng" in second
    fields = read_form(second).fields
    assert fields["OVERALL"] == ["2"]
    assert fields["key"] == [key_in(first)]
    third = step(client, second, "WHY_BAD", WHY_BAD=["can-bo", "giay-to"]).text
    assert read_form(third).fields["WHY_BAD"] == ["can-bo", "giay-to"]
    back = step(client, third, "LATE", "lui").text
    assert read_form(back).fields["WHY_BAD"] == ["can-bo", "giay-to"]
    other = step(client, third, "LATE", "doi").text
    assert "Câu 3/11" in other


def test_a_wrong_answer_keeps_the_screen_and_what_was_typed(client):
    refused = step(client, client.get(START).text, "OVERALL")
    assert refused.status_code == 422
    assert "Câu 1/10" in refused.text
    page = step(client, client.get(START).text, "DAY", OVERALL="3", DAY="32/1/2026")
    assert page.status_code == 422
    assert "không có trong lịch" in page.text
    assert 'value="32/1/2026"' in page.text


def test_the_way_ends_in_one_stored_answer(client, staff_database):
    page = client.get(START).text
    answers = {"OVERALL": "5", "WHY_GOOD": "can-bo", "LATE": "yes", "COMMENT": "Tốt"}
    for _ in range(20):
        form = read_form(page)
        code = page.split("&amp;buoc=")[1].split('"')[0] if "&amp;buoc=" in page else ""
        if not code:
            break
        given = {code: answers[code]} if code in answers and code in form.names else {}
        answer = step(client, page, code, **given)
        assert answer.status_code == 200
        page = answer.text
    assert "Gửi ý kiến" in page
    assert stored_answers(staff_database) == 0
    fields = {**read_form(page).fields, "COMMENT": "Tốt"}
    sent = client.post(f"{START}&gui=1", data=fields)
    assert sent.status_code == 201
    assert client.post(f"{START}&gui=1", data=fields).status_code == 202
    with staff_database.read() as connection:
        content = connection.exec_driver_sql("SELECT content FROM answer").scalar_one()
    assert content == '{"COMMENT":"Tốt","LATE":"yes","OVERALL":5,"WHY_GOOD":["can-bo"]}'


def test_something_wrong_in_the_end_leads_back_to_its_screen(client, staff_database):
    fields = {"key": key_in(client.get(START).text), "OVERALL": "3", "FEE": "zzz", "COMMENT": "x"}
    answer = client.post(f"{START}&gui=1", data=fields)
    assert answer.status_code == 422
    page = read_form(answer.text)
    assert 'value="zzz"' in answer.text
    assert page.fields["COMMENT"] == ["x"]
    assert stored_answers(staff_database) == 0


def test_a_lost_number_is_told_on_the_last_screen_and_sending_again_works(client):
    fields = {"key": "", "OVERALL": "3"}
    answer = client.post(f"{START}&gui=1", data=fields)
    assert answer.status_code == 400
    again = client.post(f"{START}&gui=1", data=read_form(answer.text).fields)
    assert again.status_code == 201


def test_a_screen_in_another_language_and_the_whole_form_keep_what_was_said(client):
    page = step(client, client.get(START).text, "OVERALL", OVERALL="4").text
    fields = read_form(page).fields
    english = client.post(f"{START}&lang=en&doi=WHY_GOOD", data=fields).text
    assert "Question 2/11" in english
    assert read_form(english).fields["OVERALL"] == ["4"]
    whole = client.post(f"/s/{SHOWCASE}?che-do=ca-phieu&doi=1", data=fields).text
    assert read_form(whole).fields["OVERALL"] == ["4"]
    assert read_form(whole).fields["key"] == fields["key"]


@pytest.mark.parametrize("query", ["buoc=NOWHERE", "lui=OVERALL", "buoc=xong", "lui=", "doi=xong"])
def test_addresses_that_somebody_made_up_lead_to_a_screen(client, query):
    answer = client.post(f"{START}&{query}", data={"OVERALL": "4", "nonsense": "x"})
    assert answer.status_code == 200
    assert "nonsense" not in answer.text


def test_a_form_without_conditions_can_be_sent_from_its_last_question(client):
    page = client.get(f"/s/{OPEN}?che-do=tung-cau").text
    assert "Câu 1/13" in page
    fields = {**read_form(page).fields, "OVERALL": "4"}
    last = client.post(f"/s/{OPEN}?che-do=tung-cau&buoc=SEX", data=fields).text
    assert "Câu 13/13" in last
    assert "gui=1" in last
    assert "Gửi ý kiến" in last
