"""What people and tools write where there is nothing, in many languages: the only list of it.

Lists look their cells up in it (`imports.cells.fillers`), and nobody is guessed an address who is
called by these words.
"""

# Not among them: "no" (Norway's code), "nc" and "nd" (states), "leer" (a town), "sans" (a company).
WORDS = """
n/a, n.a., n.a, na, #n/a, n / a, not applicable, not available, not provided, not specified,
not given, not known, not disclosed, not found, not set, not listed, none, null, nil, NaN, nul,
undefined, unknown, unspecified, missing, empty, blank, no data, no information, no info, no value,
no entry, no company, no name, no title, no email, no e-mail, no email address, no mail, no phone,
no phone number, no number, no mobile, no website, no web, no url, no site, no linkedin,
no country, tbd, tba, tbc, t.b.d., t.b.a., t.b.c., to be determined, to be announced,
to be confirmed, to be defined, to follow, n.n., n.n, n. n., n/n, n / n, vacant, vacante, vakant,
unbesetzt, nicht besetzt, derzeit unbesetzt, z. zt. unbesetzt, zzt. unbesetzt, non pourvu,
à pourvoir, wakat, vacature, obsazuje se, position vacant, vacant position, to be hired,
nomen nominandum, not yet known, not yet assigned, da nominare, a nombrar, wird besetzt,
coming soon, under construction, pending, fnu, lnu, im aufbau, in arbeit, in bearbeitung,
en construction, en cours, en construcción, en proceso, in costruzione, in allestimento,
em construção, in aanbouw, w budowie, w przygotowaniu, under uppbyggnad, under opbygning,
under oppbygging, ve výstavbě,
yapım aşamasında, в разработке, 建设中, 建設中, 準備中, 工事中, 준비중,
unbekannt, nicht bekannt, liegt nicht vor, nicht vorhanden, nicht verfügbar, nicht angegeben,
keine, kein, keiner,
keine angabe, keine angaben, keine daten, keine e-mail, keine email, keine mail, kein telefon,
noch offen, noch unbekannt, noch nicht bekannt, wird nachgereicht, wird noch benannt,
keine website, n. b., n.b., k.A., k. A., k.A, k/A, entfällt, folgt, inconnu, inconnue,
non renseigné, non renseignée, non communiqué, non communiquée, non fourni, non fournie,
à désigner, en attente, a designare, por designar, a indicar, wird benannt, non disponible,
non précisé,
aucun, aucune, néant, vide, n/c, n.c., n/d, n.d., n/r, pas de mail, pas d'email, pas de téléphone,
sans email, sans mail, sans objet, s/o, à venir, à définir, à compléter,
à confirmer, à préciser, à déterminer,
desconocido, desconocida, ninguno, ninguna, no aplica, no disponible, no dispone, no proporcionado,
no proporcionada, no facilitado, no facilitada, no tiene, no tengo, no consta,
sin datos, sin correo, sin email, sin e-mail, sin mail, sin teléfono, sin telefono, sin web,
sin información, sin nombre, s/n, s/d, vacío, por definir, por confirmar, pendiente,
próximamente, por determinar, por asignar, sin asignar,
desconhecido, desconhecida, nenhum, nenhuma, não informado, não disponível, não aplicável,
não tem, não tenho, não possui, sem email, sem e-mail, sem telefone, sem dados, sem nome, a definir,
em breve, a confirmar, a preencher,
sconosciuto, sconosciuta, nessuno, nessuna, non disponibile, non fornito, non fornita,
non comunicato, non comunicata, non pervenuto, non applicabile,
da definire, da confermare, da completare, da comunicare, da assegnare, in arrivo, assente,
onbekend, geen, geen email, geen e-mail, niet beschikbaar, niet bekend, n/b, n.b,
niet van toepassing, n.v.t.,
nvt, volgt, leeg, nog onbekend, nog niet bekend, nog in te vullen, nader te bepalen, volgt nog,
nieznany, nieznana, nieznane, brak, brak danych, nie dotyczy, nie podano, brak nazwiska,
brak imienia, do uzupełnienia, do ustalenia, do potwierdzenia, b/d, puste,
neznámý, bude doplněno, bude upřesněno, není, žádný, neuvedeno,
meddelas senare, oppgis senere, oplyses senere, ikke kendt, ikke kjent, ikke oplyst, ikke opgivet,
ikke tilgjengelig, ikke tilgængelig, ej tillgänglig, uppgift saknas, ej känd,
okänd, ukjent, ukendt, ingen, saknas, mangler, ej angiven, ikke oppgitt, ikke angivet,
tuntematon, ei ole, ei tiedossa, puuttuu, ilmoitetaan myöhemmin, bilinmiyor, belirtilmemiş,
sonra bildirilecek, yok,
неизвестно, неизвестен, нет, нет данных, не указан, не указано, отсутствует,
невідомо, немає, не вказано, няма данни, не е посочено, nepoznato, nema podataka, nije navedeno,
neznano, ni podatka, neuvedené, nie je k dispozícii, ismeretlen, nincs megadva, necunoscut,
nu se aplică, nespecificat, lipsă, fără,
puudub, teadmata, ei ole teada, nezināms, nav zināms, nav datu,
nežinoma, nežinomas, nėra, nėra duomenų, óþekkt, ekki vitað, á ekki við, vantar,
άγνωστο, άγνωστος, άγνωστη, δεν υπάρχει, μη διαθέσιμο, γ/α, δ/υ, μ/δ, δ/α,
לא ידוע, לא זמין, לא צוין, אין, ללא, غير معروف, غير متوفر, غير محدد, غير متاح, لا يوجد, لا ينطبق,
نامشخص, ندارد, अज्ञात, लागू नहीं, ไม่มี, ไม่ทราบ, ไม่ระบุ, không có, không rõ, chưa rõ,
tidak ada, tidak diketahui, belum ada,
不明, なし, 無し, 未定, 該当なし, 未記入, 記入なし, 未登録,
待定, 待确认, 待確認, 待补充, 待補, 未知, 无, 無, 暂无, 不详, 没有, 없음, 모름, 미정,
#ref!, #value!, #name?, #div/0!, #num!, #null!, #error!, #spill!, #calc!, #field!, #blocked!,
#nv, #bezug!, #wert!, #zahl!, #valeur!, #nom?, #nombre?, #valor!, #¡valor!, #¡ref!, #rif!,
#verw!, #waarde!, #arg!, \\n
"""
# Nobody is called so. What is no single word is no name either.
NO_NAMES = """
none undefined unknown unspecified tbd tba tbc unbekannt inconnu inconnue desconocido desconocida
desconhecido desconhecida sconosciuto sconosciuta onbekend nieznany nieznana neznámý okänd ukjent
ukendt tuntematon fnu lnu vacant vacante vakant unbesetzt bilinmiyor
неизвестно неизвестен 不明 未知 不详 未定 待定 待确认 待確認 待补充 待補 미정 なし 無し
"""
# Somebody may be called so, but hardly with nothing else to their name.
DOUBTFUL = """
null nil nan nul na test testing tester dummy sample example asdf qwerty user person guest gast brak
offen folgt volgt pendiente ausstehend attendee teilnehmer visitor anonymous anonym blank name
noname firstname lastname surname vorname
nachname prénom nom nombre apellido
"""
DOUBTFUL_NAMES = (
    *("test user", "test person", "test account", "test contact", "test name", "user test"),
    *("guest user", "deleted user", "first last", "first name", "last name", "full name"),
    *("your name", "attendee name", "firstname lastname", "vorname nachname", "nom prénom"),
    *("nombre apellido", "name surname"),
)
# What columns of names are called, and the small words between: in a name beside the words above.
OF_NAMES = """
nome naam nazwa imie nazwisko cognome etternavn efternamn first last keine geen sans sin senza kein
no not available provided given specified applicable angabe todo prueba prova teste placeholder demo
fake guests people x xx xxx the and of de to be determined announced new
"""
# What people at an event are called who have no name yet, alone and with a number: "Guest 2".
KINDS = """
guest guests attendee attendees visitor visitors participant participants delegate delegates
registrant staff vip person user users lead contact speaker exhibitor sponsor badge ticket tickets
seat customer client member employee walkin onsite volunteer booth scan record entry buyer plus
additional extra
sprecher sprecherin moderator moderatorin standpersonal messepersonal gast gäste besucher
besucherin teilnehmer teilnehmerin mitarbeiter aussteller ausstellerin karte
begleitperson begleitung kontakt referent invité invitée visiteur accompagnant accompagnante
billet personne intervenant intervenante orateur oratrice invitado invitada asistente visitante
participante acompañante persona
boleto entrada ponente ospite partecipante visitatore biglietto accompagnatore relatore convidado
convidada ingresso palestrante acompanhante bezoeker deelnemer medewerker spreker gość uczestnik
osoba prelegent gäst deltagare besökare gjest deltaker besøkende gæst deltager vieras osallistuja
host účastník návštěvník vendég résztvevő misafir katılımcı ziyaretçi гость участник посетитель
嘉宾 来宾 參會者 参会者 参会人 观众 访客 参加者 来場者 ゲスト 게스트 참가자 참석자
"""
# Beside them these say that nobody is known: "Unknown Attendee", "Speaker TBD".
UNKNOWN = """
unknown unnamed unassigned anonymous anonym anonyme anónimo deleted tbd tba tbc none null undefined
unregistered unconfirmed reserved hidden withheld redacted missing noname na n/a unbekannt unbenannt
inconnu inconnue desconocido desconocida sconosciuto desconhecido onbekend nieznany okänd ukjent
ukendt неизвестный неизвестно 未定 未知 不明 匿名 名無し 名無 미정 익명
"""
# Beside those above they say only whom to address: "Mr. Unknown".
SALUTATIONS = """
mr mrs ms miss mister herr frau hr fr mme mlle monsieur madame señor señora sr sra sig signor
signora senhor senhora dhr mevr mevrouw pan pani fru bay bayan dr prof господин госпожа г-н г-жа
"""
# Beside a company's name they are nobody either: "Subtotal Acme".
SUMS = """
total totals subtotal sum summe gesamt gesamtsumme zwischensumme sous-total soustotal totale
subtotale sottotale tussentotaal totaal razem suma delsumma celkem yhteensä toplam итого 合計 小計
合计 小计
"""
# What forms and tests fill in; nothing but these is no name.
TESTS = """
test tests testing tester demo dummy sample example prueba pruebas teste essai prova testing123 asdf
asdfasdf qwerty qwertz azerty abc abcd xyz xxx тест тестов 测试 測試 测试用户 テスト 테스트 blah bla
lorem ipsum
"""
# Whole names of nobody, in addition.
NOBODYS_NAMES = (
    *("not assigned", "do not contact", "do not call", "do not email", "delete me", "delete"),
    *("duplicate", "walk in", "walk in attendee", "on site", "on site registration", "private"),
    *("plus one", "foo bar", "first name last name", "fname", "lname", "fname lname", "ihr name"),
    *("votre nom", "su nombre", "tu nombre", "nombre apellidos", "nombre y apellidos", "お名前"),
    *("氏名", "姓名", "nome cognome", "nome e cognome", "nome sobrenome", "imię i nazwisko"),
    *("no name provided", "no name given", "name unknown", "unknown name", "name tbd", "name tba"),
    *("name withheld", "name pending", "new attendee", "new guest", "no show", "test customer"),
    *("n n", "nn", "kein name", "keine namen", "ohne name", "ohne namen", "sans nom"),
    *("senza nome", "sem nome", "geen naam", "zonder naam", "bez nazwiska", "uden navn"),
    *("uten navn", "utan namn", "ingen navn", "inget namn", "intet navn", "ei nimeä", "isim yok"),
    *("isimsiz", "bez jména", "без имени", "нет имени", "имя неизвестно", "无名", "无姓名"),
    *("無名氏", "氏名不明", "名前不明", "氏名未定", "名前なし", "担当者", "ご担当者", "担当者様"),
    *("ご担当者様", "联系人", "負責人", "name tbc", "name to be confirmed", "name to follow"),
    *("name folgt", "nom à confirmer", "nom à venir", "nombre por confirmar", "nombre pendiente"),
    *("nome da definire", "naam volgt", "nome a confirmar", "ansprechpartner"),
    *("ansprechpartnerin", "ansprechperson", "kontaktperson", "contact person"),
    *("personne de contact", "persona de contacto", "persona di contatto", "pessoa de contato"),
    *("contactpersoon", "osoba kontaktowa", "kontaktní osoba", "yhteyshenkilö", "ilgili kişi"),
    *("контактное лицо", "private person", "private individual", "privatperson", "particulier"),
    *("persona privada", "persona física", "persona privata", "pessoa física", "osoba prywatna"),
    *("soukromá osoba", "yksityishenkilö", "частное лицо", "deceased", "left company"),
    *("left the company", "no longer here", "no longer there", "no longer with company"),
    *("no longer with the company", "verstorben", "ausgeschieden", "unternehmen verlassen"),
    *("hat das unternehmen verlassen", "nicht mehr im unternehmen", "décédé", "décédée"),
    *("a quitté la société", "a quitté l entreprise", "fallecido", "fallecida"),
    *("ya no trabaja aquí", "falecido", "falecida", "saiu da empresa", "deceduto", "deceduta"),
    *("non lavora più qui", "overleden", "uit dienst", "zmarł", "nie pracuje", "nie żyje"),
    *("avliden", "avdød", "sluttet", "afdød", "zesnulý", "уволен", "уволился", "умер", "已离职"),
    *("离职", "退職", "退職済み"),
    *("linkedin member", "linkedin user", "facebook user", "google user"),
    *("vacant position", "position vacant", "vacant post", "vacant role", "open position"),
    *("position open", "offene stelle", "poste vacant", "poste à pourvoir", "puesto vacante"),
    *(
        "posto vacante",
        "vaga em aberto",
        "nomen nescio",
        "new hire",
        "to be hired",
        "new starter",
        "replacement",
    ),
    *("nomen nominandum", "da nominare", "booth staff", "exhibit staff", "stand staff", "vago"),
)
