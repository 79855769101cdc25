"""What other programs leave in a cell is taken out, and nothing else."""

from tests.fixtures.rows import each_row
from yardflow.services.imports.cells.text import cleaned
from yardflow.services.imports.execution.staging import JOINT


@each_row(
    ("text", "meant"),
    [
        ("Barnes &amp; Noble", "Barnes & Noble"),
        ("Barnes &amp;amp; Noble", "Barnes & Noble"),
        ("Jos&eacute;", "José"),
        ("L&#39;Oréal &#x26; Co", "L'Oréal & Co"),
        ("Acme&nbsp;Rail", "Acme Rail"),
        ("CafÃ© Rouge", "Café Rouge"),
        ("Ã‰cole", "École"),
        ("JosÃ© NÃºÃ±ez", "José Núñez"),
        ("CafÃƒÂ©", "Café"),
        # In one of its words.
        ("ZÃ¼rcher Kühlhaus AG", "Zürcher Kühlhaus AG"),
        ("Å\x81ukasz DÄ…browski", "Łukasz Dąbrowski"),
        ("Oâ€™Brien", "O’Brien"),
        ("ÐŸÐµÑ‚Ñ€", "Петр"),
        ("å±±ç”°", "山田"),
        ("K√∂hler", "Köhler"),
        ("Jos√©", "José"),
        ("Dvo≈ô√°k", "Dvořák"),
        ("O‚ÄôBrien", "O’Brien"),
        ("DvoĹ™Ăˇk", "Dvořák"),
        ("MĂĽller", "Müller"),
        ("РњРѕСЃРєРІР°", "Москва"),
        ("JosГ©", "José"),
        ("OвЂ™Brien", "O’Brien"),
        ("O\x92Brien", "O’Brien"),
        ("Acme \x96 Rail", "Acme – Rail"),
        ("one_x000D_\ntwo", "one\ntwo"),
        ("Acme<br>Rail<br/>", "Acme\nRail\n"),
        ("<b>Acme</b> Rail", "<b>Acme</b> Rail"),
        ("Ac\u200bme \ufeffRa\u00adil\u200e", "Acme Rail"),
        ("\u202eAcme\u2066", "Acme"),
        ("An\u200dn", "Ann"),
        ("ﾔﾏﾀﾞ ﾊﾟﾋﾟｺ", "ヤマダ パピコ"),
        ("㈱北斗ﾛｼﾞｽﾃｨｸｽ", "㈱北斗ロジスティクス"),
        ("Acme\u00a0Rail\u3000AS", "Acme Rail AS"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("𝗠𝗶𝗮 𝘓𝘦𝘦", "Mia Lee"),
        # As Macs write them, in parts.
        ("Jose\u0301 Nu\u0301n\u0303ez", "José Núñez"),
        ("Nguye\u0302\u0303n Du\u031b\u0303ng", "Nguyễn Dững"),
        ("カ\u3099ス", "ガス"),
        ("\u1100\u1175\u11b7", "김"),
        ("Ｍｉａ　Ｌｅｅ", "Mia Lee"),
        ("Acme (https://www.notion.so/Acme-0c1d2e3f?pvs=21)", "Acme"),
        ('["Acme"]', "Acme"),
        ('["ann@acme.example","ann@home.example"]', "ann@acme.example; ann@home.example"),
        ("“Peter Ho”", "Peter Ho"),
        ("„Firma“", "Firma"),
        ("«Société»", "Société"),
        ('"Acme"', "Acme"),
        ('="0771"', "0771"),
        ('""', ""),
    ],
)
def test_a_cell_is_read_as_it_was_meant(text, meant):
    assert cleaned(text) == meant


@each_row(
    "text",
    [
        *("Acme Rail", "AT&T", "B&Q; and others", "https://x.example/?a=1&section=2&copy=3"),
        *("Pietà » São", "L’Île à la Réunion", "Ð Müller"),
        *("Beyoncé", "São Paulo", "ÅSE ÄNGLÖV", "CAFÉ’S", "Ñandú", "Ð", "Ø", "naïve"),
        *("می\u200cخواهم", "👩\u200d💻", 'The "boss"', "“A” and “B”", '=A1&"x"', "O'Brien", "‘Tis"),
        *('["a" or "b"]', '["a", 1]', "[Acme]"),
        *('"', "山田 太郎", "Иван", "Сёмка", "Россия", "Пётр", "В Г° Р", "RĂŞCANU", "Ĺ", "ĂÎNĂ"),
        *("√ 2", "– Österreich", "Mihăiţă Pîrvu", "Ľubica", "Ann <b@acme.example>", "a_x000b"),
    ],
)
def test_what_is_meant_stays(text):
    assert cleaned(text) == text


def test_no_entity_becomes_the_sign_between_cells():
    assert JOINT not in cleaned("a&#x1f;b&#31;c")
