"""A company that people write in many ways has one key."""

from tests.fixtures.rows import each_row
from yardflow.services.records.names.company_names import company_key, has_legal_form


@each_row(
    ("written", "key"),
    [
        ("The Kroger Co.", "kroger"),
        ("KROGER", "kroger"),
        ("Kroger, Inc", "kroger"),
        ("Nestlé S.A.", "nestle"),
        ("Müller GmbH & Co. KG", "muller"),
        ("Barilla S.p.A.", "barilla"),
        ("Grupo Bimbo S.A. de C.V.", "grupo bimbo"),
        ("A.P. Moller - Maersk A/S", "ap moller maersk"),
        ("Church & Dwight", "church and dwight"),
        ("L'Oréal", "loreal"),
        ("Ørsted", "orsted"),
        ("3M", "3m"),
        ("Acme Sp. z o.o.", "acme"),
        ("ACME Spółka z o.o.", "acme"),
        ("Acme Sp. z o. o.", "acme"),
        ("Acme sp.k.", "acme"),
        ("Acme spol. s r.o.", "acme"),
        ("Acme s.r.o.", "acme"),
        ("Acme, S. de R.L. de C.V.", "acme"),
        ("Acme S.à r.l.", "acme"),
        ("Acme Lda.", "acme"),
        ("Acme e.K.", "acme"),
        ("Acme Ltd. Şti.", "acme"),
        ("Acme™ Inc.", "acme"),
        ("Acme® GmbH", "acme"),
        ("Ek", "ek"),
        ("SNC-Lavalin", "snc lavalin"),
        ("株式会社", "株式会社"),
        *[
            (written, "日立")
            for written in ("株式会社日立", "日立株式会社", "(株)日立", "㈱日立", "日立（株）")
        ],
        *(
            ("上海物流有限公司", "上海物流"),
            ("上海物流股份有限公司", "上海物流"),
            ("有限会社田中", "田中"),
        ),
        *[
            (written, company_key("삼성전자"))
            for written in ("삼성전자 주식회사", "(주)삼성전자", "㈜삼성전자")
        ],
        *[(f"{form} Ромашка", "ромашка") for form in ("ООО", "ПАО", "АО", "ИП")],
        *[
            (written, "rossi")
            for written in ("S.p.A. Rossi", "Rossi SpA", "Rossi S.P.A.", "Ditta Rossi")
        ],
        ("Day SPA", "day spa"),
        *[(written, "jb hunt") for written in ("J B Hunt", "J.B. Hunt", "JB Hunt")],
        ("A and B Freight", "a and b freight"),
        ("Plan B", "plan b"),
        *[(f"Acme {mark}", "acme") for mark in ("(R)", "(TM)", "(tm)", "Inc.®", "℠")],
        *[
            (f"Acme {form}", "acme")
            for form in (
                *("UG (haftungsbeschränkt)", "Aktiengesellschaft", "SE & Co. KGaA", "A/S", "S/A"),
                *("Spółka z ograniczoną odpowiedzialnością", "Ltda - ME", "EIRELI", "L L C", "B V"),
                *(
                    "Anonim Şirketi",
                    "San. ve Tic. Ltd. Şti.",
                    "FZE",
                    "FZ-LLC",
                    "W.L.L.",
                    "j.d.o.o.",
                ),
                *("Sociedad Anónima", "Société Anonyme", "(Pty) Ltd", "GmbH & Co KG"),
            )
        ],
        *[(f"{form} Acme", "acme") for form in ("A/S", "SARL", "Firma", "UAB", "Công ty TNHH")],
        *[
            (f"Acme {form}", "acme")
            for form in (
                *("AB (publ)", "Berhad", "L.L.C", "S.A.C.", "E.I.R.L.", "Nyrt.", "ehf.", "S.Coop."),
                *(
                    "eG",
                    "PartG mbB",
                    "Unipessoal, Lda.",
                    "SA/NV",
                    "SRL/BV",
                    "I/S",
                    "P/S",
                    "OÜ",
                    "SIA",
                ),
                *(
                    "(P) Ltd.",
                    "ULC",
                    "Inc./Ltée",
                    "S.A.O.G.",
                    "Q.P.S.C.",
                    "C.A.",
                    "Cía. Ltda.",
                    "& Cie",
                ),
                *(
                    "S.p.a.",
                    "s.c.a r.l.",
                    "Soc. Coop.",
                    "P.S.A.",
                    "ООО",
                    "ТОВ",
                    "ЕООД",
                    "ΑΕ",
                    "Μον. Α.Ε.",
                ),
            )
        ],
        *[
            (f"{form} Acme", "acme")
            for form in (
                "PT.",
                "CV",
                "SIA",
                "ТОВ",
                "M/s",
                "Messrs.",
                "K/S",
                "مؤسسة",
                "บจก.",
                "หจก.",
            )
        ],
        ("S.C. Acme S.R.L.", "acme"),
        ("SC Johnson Inc.", "sc johnson"),
        ("SA Water", "sa water"),
        ("AS Roma", "as roma"),
        ("U S A Trucking", "usa trucking"),
        ("บริษัท อักเม่ จำกัด (มหาชน)", company_key("อักเม่")),
        ('אקמה בע"מ', "אקמה"),
    ],
)
def test_a_company_is_compared_without_case_punctuation_accents_and_legal_form(written, key):
    assert company_key(written) == key


@each_row("written", ["Inc", "The", "!!!", "Co. Ltd"])
def test_a_company_name_never_folds_to_nothing(written):
    assert company_key(written)


@each_row(
    ("written", "legal"),
    [
        *(("Acme Inc", True), ("株式会社日立", True), ("Ann Lee", False), ("J B Hunt", False)),
        *(("Linh Do", False), ("AS Roma", False)),
    ],
)
def test_a_legal_form_is_seen(written, legal):
    assert has_legal_form(written) == legal
