"""How citations are compared with titles and numbers."""

from __future__ import annotations

from docintel.text.citing import number_key, title_key


def test_one_paper_under_its_several_titles() -> None:
    assert title_key("榆州市人民政府关于印发《榆州市人才引进办法》的通知") == title_key("榆州市人才引进办法")
    assert title_key("榆州市人民政府关于进一步规范招标投标工作的实施意见") == title_key("关于进一步规范招标投标工作的实施意见")
    assert title_key("榆州市人才引进办法 （试行）") == title_key("榆州市人才引进办法(试行)")
    assert title_key("榆州市人才引进办法") != title_key("榆州市人才引进办法实施细则")


def test_too_short_a_title_names_no_paper() -> None:
    assert title_key("关于印发的通知") == ""
    assert title_key(None) == ""


def test_numbers_whatever_their_brackets() -> None:
    assert number_key("榆政发[2014]050号") == number_key("榆政发〔2014〕50号") == "榆政发〔2014〕50号"
    assert number_key("榆州市人民政府令 第16号") == "榆州市人民政府令16号"
    assert number_key("2014年第58号公告") == ""
