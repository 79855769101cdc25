"""Lists in the code pages that spreadsheets write, with invented people of each language."""

from pathlib import Path

from tests.fixtures.rows import each_row
from yardflow.models import ImportKind
from yardflow.services.imports.files import reader
from yardflow.services.imports.files.encoding import encoding_of, likeliest

WESTERN = (
    "Jörg Müller;Zoé Lefèvre;Iñigo Núñez;João Conceição;Åsa Öberg;Søren Æbelø;Märta Sjöö;"
    "Hélène Bézier;Jürgen Groß;Käthe Böhm;Köhler Spedition GmbH;Société Générale de Fret;"
    "Transportes Peñalver;Günther Weiß;Amélie Château;Rémy Côté;Óscar Ibáñez;Lühmann & Söhne;"
    "Håkan Bergström;Bjørn Ødegård;Sébastien Noël;Éric Dubœuf"
)
POLISH = (
    "Łukasz Dąbrowski;Grażyna Święcicka;Małgorzata Zając;Żuraw Spółka z o.o.;Paweł Wójcik;"
    "Agnieszka Kamińska;Stanisław Wiśniewski;Zofia Jabłońska;Śląskie Składy;Bożena Król;"
    "Michał Pękala;Wacław Gołąb;Jędrzej Ćwik;Łódzka Spedycja;Krzysztof Żak;Róża Mąka;"
    "Bartłomiej Kość;Przewozy Północ;Elżbieta Łoś;Tadeusz Źródło"
)
CZECH = (
    "Jiří Dvořák;Růžena Šťastná;Tomáš Černý;Kateřina Novotná;Škoda Plzeň;Česká Pošta;"
    "Ondřej Kučera;Božena Němcová;Zdeněk Růžička;Lucie Benešová;Přemysl Ježek;Třinec Doprava;"
    "Markéta Žáková;Luboš Říha;Věra Pokorná;Miloš Hájek;Ľubica Kováčová;Štefan Baláž;"
    "Žilina Sklad;Dagmar Šimková"
)
HUNGARIAN = (
    "Gergő Szűcs;Őrség Kft;Zsófia Tóth;Győri Fuvar;István Nagy;Erzsébet Kővári;Béla Fekete;"
    "Dűlő Logisztika;Ágnes Szőke;Márta Kűri;László Lőrincz;Örs Dénes;Rózsa Bíró;Eszter Győző;"
    "Jenő Hegedűs;Ferenc Erdős;Ildikó Vörös;Hűtőház Zrt;Ödön Kős;Tünde Fűzi"
)
RUSSIAN = (
    "Иван Петров;Мария Сидорова;Алексей Кузнецов;Елена Смирнова;Дмитрий Щербаков;"
    "Транспорт Плюс;Ольга Жукова;Сергей Чернов;Наталья Юдина;ООО Северный Путь;Павел Ершов;"
    "Татьяна Цветкова;Андрей Фёдоров;Ирина Хохлова;Николай Шишкин;Вера Эйсмонт;Склад Восток;"
    "Юлия Яковлева;Григорий Быков;Зоя Ильина"
)
GREEK = (
    "Γιώργος Παπαδόπουλος;Μαρία Νικολάου;Κώστας Γεωργίου;Ελένη Δημητρίου;Μεταφορές Αιγαίου;"
    "Νίκος Αντωνίου;Σοφία Βασιλείου;Δημήτρης Οικονόμου;Αικατερίνη Ψαρρά;Ηλίας Χατζής;"
    "Αποθήκες Βορρά;Χρήστος Ζαφείρης;Ιωάννα Λάμπρου;Θανάσης Ξένος;Ευαγγελία Φωτίου;"
    "Στέλιος Ρήγας;Άννα Κυριακού;Όμηρος Τσάκαλος;Παναγιώτης Μπέης;Ζωή Σταύρου"
)
TURKISH = (
    "Ayşe Yılmaz;Çağrı Öztürk;Işık Güneş;İbrahim Şahin;Doğuş Taşımacılık;Müge Çelik;"
    "Ömer Karadağ;Şeyma Aydın;Gökçe Kılıç;Uğur Yıldız;Hüseyin Koç;Tuğçe Doğan;Fırat Çınar;"
    "Beşiktaş Lojistik;Özgür Kaşıkçı;Züleyha Gündüz;Barış Bağcı;Elif Şimşek;Kağan Sönmez;"
    "Nurgül Ateş"
)
HEBREW = (
    "דוד כהן;שרה לוי;משה פרץ;רחל אברהם;חברת הובלות צפון;יעקב מזרחי;לאה פרידמן;אברהם ביטון;"
    "מרים שפירא;יוסף גולן;מחסני הדרום;נועה שחר;אורי ברק;תמר אלון;עידו רז;גל נחום;"
    "שירה צור;אסף דגן;הילה קדם;רון טל"
)
ARABIC = (
    "محمد علي;فاطمة حسن;شركة النور;أحمد إبراهيم;خالد العبدالله;مريم يوسف;شركة الخليج للنقل;"
    "عمر الفاروق;ليلى منصور;سعيد الحربي;نورة القحطاني;حسين جابر;سلمى رشيد;طارق زيدان;"
    "مخازن الشرق;هدى شعبان;ياسر قاسم;رنا صالح;بدر الدين;عائشة كريم"
)
BALTIC = (
    "Jānis Bērziņš;Līga Kalniņa;Tomas Žukauskas;Rūta Petrauskaitė;Kęstutis Šimkus;"
    "Ģirts Ozoliņš;Ķekava Noliktava;Dainius Vaičiūnas;Ieva Krūmiņa;Jūratė Čepienė;"
    "Mārtiņš Liepiņš;Šiaulių Transportas;Žydrūnas Gudaitis;Aušra Jonaitytė;Pēteris Vītols;"
    "Inga Āboliņa;Põltsamaa Laod;Ülle Mägi;Jõgi Veod;Tõnu Kõiv"
)
JAPANESE = (
    "田中 太郎;鈴木 花子;株式会社東京電機;佐藤 健;高橋 美咲;山田 一郎;北海運輸株式会社;"
    "伊藤 さくら;渡辺 誠;中村 優子;小林 大輔;加藤 恵;吉田 翔太;東海倉庫;山本 ひかり;"
    "松本 隆;井上 直美;木村 拓;林 あかね;清水 ケンジ"
)
CHINESE = (
    "王伟;李娜;北京科技有限公司;张敏;刘洋;上海汽车集团;陈静;杨帆;赵磊;黄丽;周杰;吴婷;"
    "广州物流有限公司;徐强;孙悦;马超;朱琳;胡军;郭敏;何晓东"
)
TRADITIONAL = (
    "王小明;李美玲;台灣積體電路製造;張志豪;陳淑芬;鴻海精密工業;林建宏;黃雅婷;吳俊傑;"
    "劉佳蓉;蔡宗翰;楊惠雯;許家豪;鄭怡君;高雄港倉儲;謝明哲;郭雅雯;洪志偉;邱淑貞;曾國華"
)
KOREAN = (
    "김민수;이영희;삼성전자 주식회사;박지훈;최수진;현대자동차;정우성;강하늘;조은지;윤서연;"
    "장동현;임수빈;한지민;오세훈;서준호;신예은;부산물류센터;권태우;황보라;안재현"
)
THAI = (
    "สมชาย ใจดี;บริษัท ไทย จำกัด;สมหญิง รักไทย;ประยุทธ์ ศรีสุข;วิชัย แก้วมณี;"
    "นภา สุขสวัสดิ์;ธนากร พัฒนา;คลังสินค้าเหนือ;อรุณ ทองดี;กมลวรรณ บุญมา;ปิยะ เจริญสุข;"
    "สุดารัตน์ คงคา;ณัฐพล วงศ์ไทย;จิราพร มีสุข;ขนส่งใต้;ชัยวัฒน์ พูลสวัสดิ์;พรทิพย์ แสงทอง;"
    "เอกชัย ดวงดี;มาลี ศรีวิชัย;อนันต์ รุ่งเรือง"
)

# Code pages, each with what lists in it hold.
CODE_PAGES = {
    "cp1250": (POLISH, CZECH, HUNGARIAN),
    "cp850": (WESTERN.replace("œ", "oe"),),
    "cp852": (POLISH, CZECH, HUNGARIAN),
    "cp866": (RUSSIAN,),
    "cp1251": (RUSSIAN,),
    "cp1252": (WESTERN,),
    "cp1253": (GREEK,),
    "cp1254": (TURKISH,),
    "cp1255": (HEBREW,),
    "cp1256": (ARABIC,),
    "cp1257": (BALTIC,),
    "iso8859_2": (POLISH, CZECH),
    "koi8_r": (RUSSIAN,),
    "cp932": (JAPANESE,),
    "euc_jp": (JAPANESE,),
    "gb18030": (CHINESE,),
    "cp950": (TRADITIONAL,),
    "cp949": (KOREAN,),
    "cp874": (THAI,),
    "mac_roman": (WESTERN,),
    "utf-16-le": (RUSSIAN, CHINESE, JAPANESE),
    "utf-16-be": (RUSSIAN, CHINESE, JAPANESE),
    "utf-16": (POLISH, KOREAN),
    "utf-8-sig": (POLISH, KOREAN),
}
# Lists of a few people, in other languages of the same code pages.
SHORT = (
    ("cp1250", "Gergő;Szűcs Erzsébet;Kővári László;Lőrincz Béla;Hegedűs Jenő;Nagy Ferenc"),
    ("cp1250", "Kovács István;Szabó Gergő;Tóth Ernő;Kiss Ágnes;Varga Ildikó;Nagy Péter"),
    ("cp1250", "Gergő;Szűcs;Őrség;Igazgató"),
    ("cp1257", "Kazlauskas Žydrūnas;Petrauskaitė Rūta;Jankauskas Šarūnas;Stankevičius Tomas"),
    ("cp1257", "Žydrūnas;Šimkus"),
    ("cp1257", "Jüri;Õunapuu"),
    ("cp850", "Müller Jörg;Groß Jürgen;Schröder Käthe;Weiß Günther"),
    ("cp850", "Åsa;Öberg;Göteborg"),
    ("cp852", "Kowalski Paweł;Nowak Łukasz;Wiśniewski Michał;Wójcik Grażyna"),
    ("cp866", "Иван;Петров;ООО Ромашка;Директор"),
    (
        "cp1252",
        "François Lemaître;Benoît Dupré;Chloé Gérard;Agnès Périer;Maëlle Crété;"
        "Transports Réunis SA;Loïc Hervé;Noémie Côte",
    ),
    (
        "cp1252",
        "João Simões;Inês Conceição;Luís Magalhães;Antónia Brandão;Camões Logística;"
        "Sebastião Guimarães;Mónica Araújo;Fabião",
    ),
    (
        "cp1252",
        "Søren Jørgensen;Bjørn Håkonsen;Ærø Færger;Åse Brøndum;Kåre Sæther;Mette Nørgård;"
        "Jørn Bøe;Ødegaard Transport",
    ),
    (
        "cp1252",
        "Þórður Guðmundsson;Sigríður Jónsdóttir;Ólafur Þór;Björk Ævarsdóttir;"
        "Árni Ísleifsson;Flutningar Höfn;Guðrún Öfjörð",
    ),
    (
        "cp1252",
        "Peter Müller;Ann Lee;Bob Ray;Köln Spedition;John Smith;José Ray;Acme Inc;"
        "O’Brien Ltd;Señor Uno",
    ),
    (
        "cp1252",
        "O’Brien Haulage;D’Angelo Foods;“Acme” Rail;Smith – Sons;Kelly’s;McDonald’s;"
        "Lands’ End;Dunkin’",
    ),
    (
        "cp1252",
        "Café Rouge;José Pérez;Zoë Ball;André Rieu;René Graf;Beyoncé K;Søs Fenger;Åke;"
        "Élan Vital;Crème",
    ),
    (
        "cp1252",
        "MÜLLER JÖRG;WEISS;GRÖSS;KÖHLER SPEDITION;BÄCKER ÄRZTE;ÜBERSEE HANDEL;KÄSE KÖNIG;FÜRST",
    ),
    (
        "mac_roman",
        "François Lemaître;Benoît Dupré;Chloé Gérard;Agnès Périer;Maëlle Crété;"
        "Transports Réunis SA;Loïc Hervé;Noémie Côte",
    ),
    (
        "mac_roman",
        "Peter Müller;Jürgen Groß;Köln Spedition;Käthe Bähr;Günther Öhler;Ärzte;Frank Weiß",
    ),
    ("mac_roman", "José Núñez;Iñigo Peña;María Ibáñez;Óscar Gómez;Transportes Ávila"),
    (
        "cp1250",
        "Ştefan Ionescu;Andreea Bălan;Ţiriac Transport;Mădălina Pîrvu;Sînziana Ţăran;"
        "Răzvan Mureşan;Gheorghe Brâncuşi",
    ),
    (
        "cp1250",
        "Željko Šarić;Đurđa Čović;Zoran Žižić;Branko Ćosić;Špedicija Đakovo;Mišo Kovač;Šime Perić",
    ),
    ("cp1250", "Boštjan Žagar;Nejc Črnigoj;Mateja Šuštar;Žiga Košir;Prevozi Koš;Anže Štular"),
    (
        "cp1250",
        "Ľubomír Kováč;Jarmila Šťavová;Ján Hruška;Žofia Ďurišová;Peter Ňuňuk;"
        "Doprava Košice;Mária Šebová;Vďačný",
    ),
    (
        "cp1250",
        "Łukasz Wójcik;Jürgen Müller;Jan Nowak;Köln Spedition;Grażyna Śliwa;Björn Groß;"
        "Michał Żak;Käthe Böhm",
    ),
    (
        "cp1250",
        "ŁUKASZ WÓJCIK;GRAŻYNA ŚLIWA;MICHAŁ ŻAK;PRZEDSIĘBIORSTWO ŻEGLUGI;STANISŁAW GOŁĄB;ŹRÓDŁO",
    ),
    (
        "iso8859_2",
        "Željko Šarić;Đurđa Čović;Zoran Žižić;Branko Ćosić;Špedicija Đakovo;Mišo Kovač;Šime Perić",
    ),
    ("iso8859_2", "Łukasz Wójcik;Grażyna Śliwa;Michał Żak;Paweł Ślęzak;Bożena Ścigała;Wacław Mąka"),
    (
        "cp1254",
        "Şükrü Özdemir;Gülşen Işık;İsmail Çetin;Ayşegül Doğan;Yiğit Akın;Nakliye Şirketi;"
        "Çiğdem Ünal",
    ),
    (
        "cp1254",
        "Ahmet Yılmaz;Mehmet Demir;Ayşe Kaya;Fatma Şahin;Ali Çelik;Zeynep Yıldız;Mustafa Aydın",
    ),
    (
        "cp1257",
        "Kārlis Ozols;Ilze Bērziņa;Mārtiņš Kļaviņš;Zane Šteina;Ģertrūde Ķirse;"
        "Autopārvadājumi;Jēkabs",
    ),
    (
        "cp1257",
        "Jonas Žemaitis;Gražina Šimėnaitė;Vytautas Čiurlionis;Eglė Mažeikaitė;"
        "Rūta Žąsytė;Vežėjai;Lūkas",
    ),
    ("cp1257", "Tõnis Mägi;Ülo Õunapuu;Jüri Kõrv;Kätlin Põld;Öökull Veod;Žanna Šmidt;Märt Tõll"),
    (
        "cp1251",
        "Олександр Шевченко;Ірина Ковальчук;Євген Їжак;Перевізник ТОВ;Наталія Ґудзь;Юрій Кравець",
    ),
    ("cp1251", "Георги Димитров;Цветана Ангелова;Щерьо Желязков;Превози ЕООД;Йордан Ъгълов"),
    ("cp1251", "Милош Јовановић;Ђорђе Петровић;Љиљана Њежић;Превоз Шумадија;Жељко Ћирић"),
    ("cp1251", "ИВАН ПЕТРОВ;МАРИЯ СИДОРОВА;ООО ТРАНСПОРТ;АЛЕКСЕЙ ЩЕРБАКОВ;ЮЛИЯ ЯШИНА"),
    (
        "cp1251",
        "ООО «Ромашка»;ЗАО «Берёза»;Иван Петров;ИП Сидоров А.В.;АО «Север-Юг»;Анна-Мария Лисина",
    ),
    ("koi8_r", "Пётр Ильич;Анастасия Белова;Склад Юг;Константин Цой;Вероника Жук;Роман Фомин"),
    (
        "cp1253",
        "Αλέξανδρος Παππάς;Κατερίνα Σιδηροπούλου;Μεταφορική ΑΕ;Βαγγέλης Ιωάννου;Ρένα Δούκα",
    ),
    ("cp1253", "ΑΛΕΞΑΝΔΡΟΣ ΠΑΠΠΑΣ;ΚΑΤΕΡΙΝΑ ΣΙΔΗΡΟΥ;ΜΕΤΑΦΟΡΕΣ ΑΕ;ΝΙΚΟΣ ΔΟΥΚΑΣ"),
    ("cp1255", "אלי כהן;מיכל לוי;יוסי אזולאי;דנה פלד;לוגיסטיקה בעמ;אבי נמרוד;קרן אור"),
    ("cp1256", "سارة الأحمد;يوسف الحداد;مؤسسة النقل السريع;فيصل العتيبي;منى الشامي;زياد قباني"),
    ("cp874", "วรรณา ชัยชนะ;ศักดิ์ชัย มั่นคง;บริษัท ขนส่งสยาม;พิมพ์ใจ ทองแท้;สุรชัย บุญญา"),
    ("cp932", "ヤマト物流;佐々木 亮;斎藤 由美;トラック株式会社;ジョン スミス;石川 恵子"),
    ("cp932", "岡田 准;西村 葵;松田 聖;坂本 龍;遠藤 周;青木 海"),
    ("euc_jp", "ヤマト物流;佐々木 亮;斎藤 由美;トラック株式会社;ジョン スミス;石川 恵子"),
    ("euc_jp", "岡田 准;西村 葵;松田 聖;坂本 龍;遠藤 周;青木 海"),
    ("gb18030", "林峰;郑爽;深圳市顺达物流;宋佳;唐磊;冯雪;董洁;萧敬"),
    ("gb18030", "欧阳峰;司马光;诸葛明;上官云;鑫达货运;邓超"),
    ("cp950", "周杰倫;王力宏;長榮海運;方文山;蔡依林;羅大佑"),
    ("cp950", "陳建州;范瑋琪;統一超商;林志玲;彭于晏;賴雅妍"),
    ("cp949", "손흥민;김연아;대한통운;유재석;박보검;송중기"),
    ("cp949", "(주)한진;이강인;노현우;문채원;배두나;허준"),
)


def read(path: Path, names: list[str], encoding: str) -> tuple[str, list[str]]:
    """In which encoding these names are read when they come in that one, and as what."""
    rows = "".join(f"{name},Acme {at},p{at}@acme.example\n" for at, name in enumerate(names))
    path.write_bytes(f"Name,Company,E-mail\n{rows}".encode(encoding))
    with reader.opened(path, ImportKind.CONTACTS) as table:
        return table.source["encoding"], [cells[0] for _, cells in table.rows]


@each_row(
    ("encoding", "list_"),
    [(encoding, names) for encoding, lists in CODE_PAGES.items() for names in lists],
)
def test_a_list_is_read_as_it_was_written(tmp_path, encoding, list_):
    names = list_.split(";")
    assert len(names) >= 20
    assert read(tmp_path / "list.csv", names, encoding) == (encoding, names)
    for first in range(0, 15, 3):
        few = names[first : first + 6]
        assert read(tmp_path / "list.csv", few, encoding)[1] == few


def test_twenty_code_pages_are_known():
    assert len(CODE_PAGES) >= 20


@each_row(("encoding", "list_"), SHORT)
def test_a_few_people_are_read_as_they_were_written(tmp_path, encoding, list_):
    names = list_.split(";")
    assert read(tmp_path / "list.csv", names, encoding)[1] == names


@each_row("encoding", ["gb18030", "gbk", "utf-16-le", "utf-16-be"])
def test_headers_are_read_along_with_their_cells(tmp_path, encoding):
    path = tmp_path / "list.csv"
    content = "姓名,公司,职位\n王伟,北京科技有限公司,经理\n李娜,上海汽车集团,总监\n"
    path.write_bytes(content.encode(encoding))
    assert path.read_bytes().decode(encoding_of(path)) == content


@each_row("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_the_unicode_text_of_excel_is_a_list_with_tabs(tmp_path, encoding):
    path = tmp_path / "list.txt"
    rows = 'Name\tCompany\tNotes\r\nJiří Dvořák\tČeská Pošta\t"one\ntwo"\r\n'
    path.write_bytes(rows.encode(encoding))
    with reader.opened(path, ImportKind.CONTACTS) as table:
        assert table.source["delimiter"] == "tab"
        assert [cells for _, cells in table.rows] == [["Jiří Dvořák", "Česká Pošta", "one\ntwo"]]


@each_row(
    ("name", "encoding"),
    [
        *[
            (name, "mac_roman")
            for name in (
                *("Müller", "José", "Núñez", "Jörg", "Göbel", "Bäcker", "François", "Noël", "Zoé"),
                *(
                    "Sørensen",
                    "Åsa",
                    "Håkan",
                    "Bjørn",
                    "Peña",
                    "João",
                    "Gonçalves",
                    "Köhler",
                    "Özil",
                ),
                *("García", "López", "Martínez", "Sánchez", "Schröder", "Krüger", "Zürich", "Über"),
                *("Étienne", "Málaga", "Düsseldorf", "Weiß", "Hélène", "Ibáñez", "São Paulo"),
            )
        ],
        *[(name, "cp1252") for name in ("Müller", "Núñez", "O’Brien", "L’Oréal", "Œuvre", "Šimek")],
        *[(name, "cp1250") for name in ("Škoda", "Dvořák", "Wójcik", "Krčmář", "Matouš Říha")],
        *[(name, "cp850") for name in ("José", "Müller", "Núñez", "García", "Bjørn", "Zürich")],
    ],
)
def test_a_single_name_tells_the_encoding(name, encoding):
    raw = name.encode(encoding)
    assert raw.decode(likeliest([raw])) == name


@each_row("names", ["ﾔﾏﾀﾞ ﾀﾛｳ;ｽｽﾞｷ ｲﾁﾛｳ;ｻﾄｳ ﾊﾅｺ;ｶ)ﾀﾅｶｼﾖｳﾃﾝ", "ﾔﾏﾀﾞ ﾀﾛｳ", "ﾀｶﾊｼ ｹﾝｼﾞ;ﾌﾟﾗｽ ﾕｿｳ"])
def test_katakana_of_half_width_are_japanese(names):
    assert likeliest([name.encode("cp932") for name in names.split(";")]) == "cp932"
