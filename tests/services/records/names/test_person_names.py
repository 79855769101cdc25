"""Invented people of many languages as lists have them, and what their names are."""

import time

from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.rows import each_row
from yardflow.services.records.names.asides import has_another_name
from yardflow.services.records.names.person_names import clean_name, split_name

# As a list has it → first · last
FULL = """
Δρ. Νίκος Παππάς → Νίκος · Παππάς
Κος Νίκος Παππάς → Νίκος · Παππάς
Д-р Иван Петров → Иван · Петров
проф. Иван Петров → Иван · Петров
к.т.н. Иван Петров → Иван · Петров
д.т.н., проф. Иван Петров → Иван · Петров
Av. Ayşe Demir → Ayşe · Demir
Avery Johnson → Avery · Johnson
Mehmet Demir Bey → Mehmet · Demir
Ayşe Demir Hanım → Ayşe · Demir
Anna Bey → Anna · Bey
Ts. Ahmad Ali → Ahmad · Ali
Cllr Karl Huber → Karl · Huber
Officer Karl Huber → Karl · Huber
Officer Smith → Officer · Smith
Mgr. art. Eva Nová → Eva · Nová
prof. zw. dr hab. Jan Nowak → Jan · Nowak
KR Dkfm. Karl Huber → Karl · Huber
P.I. Karl Huber → Karl · Huber
P.I. Huber → P.I. · Huber
Karl Huber, P.I. → Karl · Huber
Anders Lund, PgMP, PMI-ACP → Anders · Lund
Karl Huber, P. Eng → Karl · Huber
Karl Huber, P. Eng. → Karl · Huber
Dipl. Ing. ETH Eva Kahl → Eva · Kahl
Sir Karl Huber KBE → Karl · Huber
Jan Bakker RA → Jan · Bakker
Tom Reed USN (Ret.) → Tom · Reed
Owain ap Rhys → Owain · ap Rhys
Angharad ferch Llywelyn → Angharad · ferch Llywelyn
Seán Mhic Liam → Seán · Mhic Liam
Máire Nig Uidhir → Máire · Nig Uidhir
p. Dorota Ścigała-Nowak → Dorota · Ścigała-Nowak
P. Dorota Nowak → P. Dorota · Nowak
Doña María García → María · García
Dona Maria Silva → Maria · Silva
Don Carlos García → Carlos · García
Don Draper → Don · Draper
Don Carlos → Don · Carlos
Don Ray Smith → Don Ray · Smith
Dona Lee Smith → Dona Lee · Smith
Cand.merc. Ole Hansen → Ole · Hansen
Cand. merc. Ole Hansen → Ole · Hansen
cand.jur. Ole Hansen → Ole · Hansen
Stud.polyt. Ole Hansen → Ole · Hansen
Hr. cand.oecon. Ole Hansen → Ole · Hansen
Candice Hansen → Candice · Hansen
Kpt. Jan Kowalski → Jan · Kowalski
Płk Jan Kowalski → Jan · Kowalski
Mec. Jan Kowalski → Jan · Kowalski
KTM Matti Virtanen → Matti · Virtanen
KTM MATTI VIRTANEN → MATTI · VIRTANEN
FM Liisa Virtanen → Liisa · Virtanen
Otk Liisa Virtanen → Liisa · Virtanen
Ekon. Matti Virtanen → Matti · Virtanen
Encik Ahmad Ali → Ahmad · Ali
Nathan Kamp → Nathan · Kamp
José Luis Cotto → José Luis · Cotto
Emiliano de la Cruz → Emiliano · de la Cruz
Angela → Angela ·
Mary Ann Lee → Mary Ann · Lee
Ma → Ma ·
Yo-Yo Ma → Yo-Yo · Ma
Linh Do → Linh · Do
Von Miller → Von · Miller
Di Luca → Di · Luca
Wei Ma → Wei · Ma
王伟 → 伟 · 王
王 伟 → 伟 · 王
محمد علي → محمد · علي
Иван Петров → Иван · Петров
Γιώργος Παππάς → Γιώργος · Παππάς
田中　太郎 → 太郎 · 田中
莫 言 → 言 · 莫
村上 春樹 → 春樹 · 村上
渡邊 さくら → さくら · 渡邊
山田 ハンナ → ハンナ · 山田
ジョン スミス → ジョン · スミス
김 연아 → 연아 · 김
JOHN SMITH → JOHN · SMITH
anna weber → anna · weber
Sean O'Brien → Sean · O'Brien
Sean O’Brien → Sean · O’Brien
Anna-Lena Groß → Anna-Lena · Groß
Jean-Luc Petit → Jean-Luc · Petit
J. R. Smith → J. R. · Smith
J.R. Smith → J.R. · Smith
John Q. Public → John Q. · Public
Ann / Lee  or Acme → Ann ·
Zubin Mehta, Chicago → Zubin · Mehta
Zubin Mehta, Hamburg Germany → Zubin · Mehta
Zubin Mehta, Austin TX → Zubin · Mehta
Zubin Mehta - Hamburg → Zubin · Mehta
Mehta, Paris → Paris · Mehta
García López, Santiago → Santiago · García López
Zubin Mehta / Acme → Zubin · Mehta
Zubin Mehta c/o Acme → Zubin · Mehta
DUPONT Jean → Jean · DUPONT
DE LA CRUZ Maria → Maria · DE LA CRUZ
VAN DEN BERG Jan → Jan · VAN DEN BERG
O'BRIEN Sean → Sean · O'BRIEN
CHEN Da-Wen → Da-Wen · CHEN
Juan GARCÍA LÓPEZ → Juan · GARCÍA LÓPEZ
JOHN Smith → JOHN · Smith
JD Vance → JD · Vance
VIP Ann Lee → Ann · Lee
David CHEN 陳大文 → David · CHEN
Иванов Иван Иванович → Иван Иванович · Иванов
Роман Аркадьевич Абрамович → Роман Аркадьевич · Абрамович
ПЕТРОВА АННА СЕРГЕЕВНА → АННА СЕРГЕЕВНА · ПЕТРОВА
Иванов И.И. → И.И. · Иванов
И.И. Иванов → И.И. · Иванов
г-н Иван Петров → Иван · Петров
محمد بن سلمان → محمد · بن سلمان
د. محمد علي → محمد · علي
السيد محمد علي → محمد · علي
Mohammed bin Salman Al Saud → Mohammed · bin Salman Al Saud
Siti Nurhaliza binti Tarudin → Siti Nurhaliza · binti Tarudin
lek. med. Anna Kowalska → Anna · Kowalska
Maj Gen Ann Lee → Ann · Lee
Dr. sc. Ivan Horvat → Ivan · Horvat
Ann Lee fka Hall → Ann · Lee
Lee; Ann → Ann · Lee
Ann - Lee → Ann · Lee
ann.lee@acme.com → Ann · Lee
Ann_Lee → Ann · Lee
1. Ann Lee → Ann · Lee
#12 Ann Lee → Ann · Lee
Ann Lee 2 → Ann · Lee
Ann Lee +49 170 1234567 → Ann · Lee
Speaker: Ann Lee → Ann · Lee

Lange, Siegried → Siegried · Lange
SMITH, JOHN → JOHN · SMITH
BELL, JO → JO · BELL
Mueller, Dr. Peter → Peter · Mueller
Dr. Mueller, Peter → Peter · Mueller
Smith, Mr. John → John · Smith
Smith, John Mr. → John · Smith
Weiß, Prof. Dr. Hanna → Hanna · Weiß
Weiss, Hanna, PhD → Hanna · Weiss
Weiss, PhD, Hanna → Hanna · Weiss
Weiss, Hanna, ABCD → Hanna · Weiss
Weiss, Hanna, Acme → Hanna, Acme · Weiss
Weiss PhD, Hanna → Hanna · Weiss
Weiss, Hanna MBA → Hanna · Weiss
Weiss, Hanna (she/her) → Hanna · Weiss
García López, María José → María José · García López
van der Berg, Jan → Jan · van der Berg
Berg, Jan van der → Jan · van der Berg
Vries, J. de → J. · de Vries
Veld, Tom in 't → Tom · in 't Veld
Smith Jr., John → John · Smith Jr.
Smith, John Jr. → John · Smith Jr.
Smith, John, Jr. → John · Smith Jr.
Smith, Jr., John → John · Smith Jr.
Vance, JD → JD · Vance
Smith, AJ → AJ · Smith
Smith, J.R. → J.R. · Smith
Smith, JR → JR · Smith
Lee, Ann, CPA, CFA → Ann · Lee
Lee, Ma → Ma · Lee
O'Brien, Sean → Sean · O'Brien
Nowak, mgr Anna → Anna · Nowak
Novák, Ing. Pavel → Pavel · Novák
Müller, Herr → · Müller
Ho, Peter → Peter · Ho
, Ann Lee → Ann · Lee
Ann Lee, → Ann · Lee

Hanna Weiss PhD → Hanna · Weiss
Hanna Weiss, PhD → Hanna · Weiss
Hanna Weiss Ph.D. → Hanna · Weiss
Hanna Weiss, Ph.D. → Hanna · Weiss
Hanna Weiss Ph. D. → Hanna · Weiss
Hanna Weiss, Ph. D. → Hanna · Weiss
Hanna Weiss - PhD → Hanna · Weiss
Hanna Weiss (PhD) → Hanna · Weiss
Li Peng → Li · Peng
Samuel Mba → Samuel · Mba
Wei Ming Peng → Wei Ming · Peng
Peng, Li → Li · Peng
M.S. Dhoni → M.S. · Dhoni
Dr. M.S. Swaminathan → M.S. · Swaminathan
P.D. James → P.D. · James
Bayan Haddad → Bayan · Haddad
Pani Das → Pani · Das
Ann Lee, PEng → Ann · Lee
Ann Lee PEng → Ann · Lee
Ann Lee MBA → Ann · Lee
Ann Lee EdD → Ann · Lee
Hanna Weiss, PhD candidate → Hanna · Weiss
HANNA WEISS PHD → HANNA · WEISS
Dr. Laura Jones, MBA, PhD → Laura · Jones
Laura Jones MBA → Laura · Jones
Laura Jones M.B.A. → Laura · Jones
Laura Jones, M.B.A. → Laura · Jones
Laura Jones MBA PMP → Laura · Jones
Laura Jones MBA, PMP® → Laura · Jones
Laura Jones, MBA & PMP → Laura · Jones
Laura Jones M.A. → Laura · Jones
Laura Jones, MA → Laura · Jones
Laura Jones, MA, LMFT → Laura · Jones
Xiao Ming MA → Xiao Ming · MA
Thi Hoa DO → Thi Hoa · DO
Laura Jones MS → Laura · Jones
Laura Jones M.Sc. → Laura · Jones
Laura Jones MSc → Laura · Jones
Laura Jones B.Sc. (Hons) → Laura · Jones
Laura Jones, BSc (Hons), MSc → Laura · Jones
Laura Jones BEng → Laura · Jones
Laura Jones M. Sc. → Laura · Jones
Laura Jones Ed.D. → Laura · Jones
Laura Jones M.Ed. → Laura · Jones
Laura Jones LLM → Laura · Jones
Laura Jones Esq. → Laura · Jones
Laura Jones, Esq → Laura · Jones
Tom Ray P.E. → Tom · Ray
Tom Ray, P.E. → Tom · Ray
Tom Ray PE → Tom · Ray
Tom Ray P.Eng. → Tom · Ray
Tom Ray, P.Eng → Tom · Ray
Tom Ray MD → Tom · Ray
Tom Ray M.D. → Tom · Ray
Tom Ray, MD, FACS → Tom · Ray
Tom Ray, RN → Tom · Ray
Tom Ray JD → Tom · Ray
Tom Ray J.D. → Tom · Ray
Tom Ray CPA → Tom · Ray
Tom Ray C.P.A. → Tom · Ray
Tom Ray, CPA → Tom · Ray
Tom Ray PMP → Tom · Ray
Tom Ray CSCP → Tom · Ray
Tom Ray, CSCP, CPIM → Tom · Ray
Tom Ray CSCP CPIM → Tom · Ray
Tom Ray CLTD → Tom · Ray
Tom Ray CTL → Tom · Ray
Tom Ray, CTL → Tom · Ray
Sara Bell, CTL → Sara · Bell
Sara Bell, CTB → Sara · Bell
Sara Bell, ABCD → Sara · Bell
Sara Bell, MAcc → Sara · Bell
Sara Bell, P.Log. → Sara · Bell
Sara Bell, CPIM-F → Sara · Bell
Sara Bell, VP → Sara · Bell
Sara Bell BS → Sara · Bell
García López, JP → JP · García López
García López, JoAnn → JoAnn · García López
Sara Bell BCSP → Sara · Bell
Sara Bell, SHRM-CP → Sara · Bell
Sara Bell SHRM-SCP → Sara · Bell
Sara Bell, Six Sigma Black Belt → Sara · Bell
Sara Bell, LSSBB → Sara · Bell
Sara Bell, PMI-ACP → Sara · Bell
Sara Bell, LEED AP → Sara · Bell
Sara Bell FCILT → Sara · Bell
Sara Bell, MCIPS → Sara · Bell
Sara Bell CFA® → Sara · Bell
Sara Bell CMA → Sara · Bell
Sara Bell OBE → Sara · Bell
Hans Meier Dipl.-Ing. → Hans · Meier
Hans Meier, Dipl.-Ing. → Hans · Meier
Hans Meier, Dipl. Ing. → Hans · Meier
Hans Meier, B.Sc. → Hans · Meier
Hans Meier, Dipl.-Kfm. → Hans · Meier
Pavel Novák, Ph.D. → Pavel · Novák
Pavel Novák, CSc. → Pavel · Novák
Petr Dvořák, MBA → Petr · Dvořák
Cher, PhD → Cher ·
Lee PhD → Lee ·
PhD → PhD ·
Wei Meng → Wei · Meng
Ann Esposito → Ann · Esposito
Anna Obe → Anna · Obe

Sara Bell, She/Her → Sara · Bell
Sara Bell (she/her) → Sara · Bell
Sara Bell (She/Her/Hers) → Sara · Bell
Sara Bell she/her → Sara · Bell
Sara Bell She / Her → Sara · Bell
Sara Bell - she/her → Sara · Bell
Sara Bell | she/her/hers → Sara · Bell
Sara (she/her) Bell → Sara · Bell
Sara Bell [they/them] → Sara · Bell
Sara Bell (she/they) → Sara · Bell
Sara Bell, MBA (she/her) → Sara · Bell
Sara Bell (she/her), MBA → Sara · Bell
Tim Oz he/him → Tim · Oz
Tim Oz (He/Him/His) → Tim · Oz
Tim Oz (they|them) → Tim · Oz
Uwe Kern er/ihm → Uwe · Kern
Uta Kern (sie/ihr) → Uta · Kern
Anne Petit (elle) → Anne · Petit
Anne Petit, elle → Anne · Petit
Anne Petit, elle/la → Anne · Petit
Luc Petit il/lui → Luc · Petit
Ana Gil (ella) → Ana · Gil
Luis Gil él/ellos → Luis · Gil
Saga Ek hon/henne → Saga · Ek
Femke Smit zij/haar → Femke · Smit
Elle Macintosh → Elle · Macintosh
Martin, Elle → Elle · Martin

Mary Ann Lee 🚀 → Mary Ann · Lee
🎉 Tim Oz → Tim · Oz
Tim 🎉 Oz → Tim · Oz
Tim Oz 👩🏽‍💻 → Tim · Oz
Tim Oz ❤️ → Tim · Oz
Tim Oz ★ → Tim · Oz
Tim Oz 🇩🇪 → Tim · Oz
✅ Tim Oz, PMP ✅ → Tim · Oz
🌟 → 🌟 ·
Tim Oz™ → Tim · Oz

Mr. Tim Oz → Tim · Oz
Mr Tim Oz → Tim · Oz
Mrs. Anna Lee → Anna · Lee
MRS ANNA LEE → ANNA · LEE
Ms Anna Lee → Anna · Lee
Mx. Anna Lee → Anna · Lee
Miss Anna Lee → Anna · Lee
Mr. Smith → · Smith
Ms Le → · Le
Ms. van der Berg → · van der Berg
Frau Müller → · Müller
Herr von Stein → · von Stein
Dr. Weber → · Weber
Mr. and Mrs. Smith → · Smith
Mr. & Mrs. Smith → · Smith
Mr and Mrs John Smith → John · Smith
Mr./Mrs. Smith → · Smith
Mr. King Jr. → · King Jr.
Herr und Frau Müller → · Müller
Familie Müller → · Müller
M. et Mme Dupont → · Dupont
Sr. y Sra. García → · García
Dr. Al Smith → Al · Smith
Dr Anna Lee → Anna · Lee
Prof. Dr. Hanna Weiß → Hanna · Weiß
Prof.Dr. Hanna Weiß → Hanna · Weiß
Prof. Dr.-Ing. Uwe Kern → Uwe · Kern
Dr. med. Uwe Kern → Uwe · Kern
Dr. rer. nat. Uwe Kern → Uwe · Kern
Dr. h.c. Uwe Kern → Uwe · Kern
Univ.-Prof. Dr. Uwe Kern → Uwe · Kern
Dipl.-Ing. Uwe Kern → Uwe · Kern
Dipl. Ing. Uwe Kern → Uwe · Kern
Dipl.-Wirt.-Ing. Uwe Kern → Uwe · Kern
Dipl.-Kfm. Uwe Kern → Uwe · Kern
Mag. Uwe Kern → Uwe · Kern
Mag. (FH) Uwe Kern → Uwe · Kern
Mag.ª Uta Kern → Uta · Kern
Dr.in Uta Kern → Uta · Kern
doc. Ing. Pavel Novák → Pavel · Novák
DDr. Uwe Kern → Uwe · Kern
Dr.Uwe Kern → Uwe · Kern
Mr.J.R. Kern → J.R. · Kern
Herr Dr. Uwe Kern → Uwe · Kern
Hr. Uwe Kern → Uwe · Kern
Fr. Uta Kern → Uta · Kern
Frau Prof. Dr. Uta Kern → Uta · Kern
M. Jean Petit → Jean · Petit
M. Jean-Pierre Petit → Jean-Pierre · Petit
M. François de Villiers → François · de Villiers
M. Scott Peck → M. Scott · Peck
M Scott Peck → M Scott · Peck
M. Night Shyamalan → M. Night · Shyamalan
Luc des Ormes → Luc · des Ormes
Mme Anne Petit → Anne · Petit
Mme. Anne Petit → Anne · Petit
Mlle Anne Petit → Anne · Petit
Monsieur Luc Petit → Luc · Petit
Madame Petit → · Petit
Sr. Luis Gil → Luis · Gil
Sra. Ana Gil → Ana · Gil
Srta. Ana Gil → Ana · Gil
Señora Ana Gil → Ana · Gil
Lic. Ana Gil → Ana · Gil
Arq. Ana Gil → Ana · Gil
Dña. Ana Gil → Ana · Gil
Dra. Ana Gil → Ana · Gil
Sig. Marco Neri → Marco · Neri
Sig.ra Carla Neri → Carla · Neri
Signora Carla Neri → Carla · Neri
Dott. Marco Neri → Marco · Neri
Dott.ssa Carla Neri → Carla · Neri
Avv. Marco Neri → Marco · Neri
Ing. Marco Neri → Marco · Neri
Geom. Marco Neri → Marco · Neri
Prof.ssa Carla Neri → Carla · Neri
Dhr. Jan Smit → Jan · Smit
Mevr. Femke Smit → Femke · Smit
Mw. Femke Smit → Femke · Smit
Drs. Jan Smit → Jan · Smit
Ir. Jan Smit → Jan · Smit
Pan Jan Nowak → Jan · Nowak
Pani Anna Nowak → Anna · Nowak
Pan Wei → Pan · Wei
mgr Anna Nowak → Anna · Nowak
mgr inż. Anna Nowak → Anna · Nowak
Ing. Pavel Novák → Pavel · Novák
Mgr. Pavel Novák → Pavel · Novák
Bc. Pavel Novák → Pavel · Novák
MUDr. Pavel Novák → Pavel · Novák
Paní Jana Nováková → Jana · Nováková
Eng.º João Reis → João · Reis
Exmo. Sr. João Reis → João · Reis
Fru Saga Ek → Saga · Ek
Capt. Sara Bell → Sara · Bell
Captain Sara Bell → Sara · Bell
Captain Bell → Captain · Bell
Rev. Sara Bell → Sara · Bell
Sir Tom Bell → Tom · Bell
Sir Tom → Tom ·
Col. Tom Bell → Tom · Bell
Col Bell → Col · Bell
Maj Ek → Maj · Ek
Hon Lam → Hon · Lam
Sig Hansen → Sig · Hansen
Anna Herr → Anna · Herr
Dr. → Dr. ·

“Peter Ho” → Peter · Ho
"Peter Ho" → Peter · Ho
'Peter Ho' → Peter · Ho
'Peter Ho → Peter · Ho
„Peter Ho“ → Peter · Ho
«Peter Ho» → Peter · Ho
Robert (Bob) Stone → Robert · Stone
Robert "Bob" Stone → Robert · Stone
Robert “Bob” Stone → Robert · Stone
Michael 'Mike' Chen → Michael · Chen
Michael ‘Mike’ Chen → Michael · Chen
William [Bill] Gray → William · Gray
王伟（经理） → 伟 · 王
Anna Lee (née Hall) → Anna · Lee
Anna Lee <anna@acme.example> → Anna · Lee
Stone, Robert "Bob" → Robert · Stone

Martin King, Jr. → Martin · King Jr.
Martin King Jr. → Martin · King Jr.
Martin King Jr → Martin · King Jr
Martin King Sr. → Martin · King Sr.
Tom Howell III → Tom · Howell III
Tom Howell, III → Tom · Howell III
Tom Howell 2nd → Tom · Howell 2nd
Henry Ford V → Henry · Ford V
Tuan Vi → Tuan · Vi
Tom van der Meer III → Tom · van der Meer III
José Silva Filho → José · Silva Filho
José da Silva Júnior → José · da Silva Júnior

Tom 't Hart → Tom · 't Hart
Tom in 't Veld → Tom · in 't Veld
'T HART → 'T · HART
Jan op den Berg → Jan · op den Berg
Jan van 't Hoff → Jan · van 't Hoff
van Dijk → · van Dijk
Fiona Ní Bhriain → Fiona · Ní Bhriain
Aoife Nic Giolla → Aoife · Nic Giolla
Sean O' Brien → Sean · O' Brien
Ian Mc Donald → Ian · Mc Donald
Ian MacDonald → Ian · MacDonald
Amy St. John → Amy · St. John
Omar bin Said → Omar · bin Said
Omar Al Farsi → Omar · Al Farsi
Otto von und zu Stein → Otto · von und zu Stein
Ana de los Santos → Ana · de los Santos
Juan Pérez y Gómez → Juan · Pérez y Gómez
João do Carmo → João · do Carmo
Kim In Sook → Kim In · Sook
Carla dalla Costa → Carla · dalla Costa
Smith- → Smith ·
Anna Smith- → Anna · Smith
Anna Smith * → Anna · Smith
Anna Smith; → Anna · Smith
Pe\u200bter Ho\ufeff → Peter · Ho
علی\u200cرضا راد → علی\u200cرضا · راد
Anna\u00a0Lee → Anna · Lee

Ann Lee, Chief Operating Officer → Ann · Lee
Ann Lee, Director of Operations → Ann · Lee
Uwe Kern, VP Operations → Uwe · Kern
Ann Lee, Acme Inc. → Ann · Lee
Ann Lee, COO, Acme → Ann · Lee
Bob Ray, Chicago → Bob · Ray
Zubin Mehta, COO, Acme → Zubin · Mehta
Zubin Mehta, PMP, Acme Rail → Zubin · Mehta
Zubin Mehta, Geschäftsführer → Zubin · Mehta
Zubin Mehta, Logistics Coordinator → Zubin · Mehta
Zubin Mehta, Acme Rail GmbH → Zubin · Mehta
Garcia Lopez, Maria → Maria · Garcia Lopez
Lee, Ann Marie → Ann Marie · Lee
Lopez Garcia, Jose Maria → Jose Maria · Lopez Garcia
Ng Tan, Ai Lin → Ai Lin · Ng Tan
Kim Lee, Cho Rong → Cho Rong · Kim Lee
Silva Costa, João Pedro → João Pedro · Silva Costa
de la Cruz Ruiz, Ana → Ana · de la Cruz Ruiz
Lee, Director → Director · Lee
Berg, van der → · van der Berg
Boer, de → · de Boer
Vries (de), Jan → Jan · de Vries
Jan Berg (van der) → Jan · van der Berg
Berg, van der, Jan → Jan · van der Berg
M. Karim Benali → Karim · Benali
M. Thomas Petit → Thomas · Petit
M. David Roux → David · Roux
M. Dupont → · Dupont
Petit, M. Luc → Luc · Petit
Peck, M. Scott → M. Scott · Peck
M. Smith → M. · Smith
M. Thomas Smith → M. Thomas · Smith
M. Jean Petit, PMP → Jean · Petit
PD Dr. Uwe Kern → Uwe · Kern
Priv.-Doz. Dr. Uwe Kern → Uwe · Kern
DI Eva Huber → Eva · Huber
Di Luca Rossi → Di Luca · Rossi
DI MARCO ROSSI → DI MARCO · ROSSI
Dkfm. Eva Huber → Eva · Huber
Dr. h. c. Uwe Kern → Uwe · Kern
Dr. H. C. Andersen → H. C. · Andersen
Prof. em. Uwe Kern → Uwe · Kern
Mtro. Juan Pérez → Juan · Pérez
Mtra. Ana Torres → Ana · Torres
Abg. Ana Torres → Ana · Torres
C.P. Ana Torres → Ana · Torres
C.P. Snow → C.P. · Snow
D. Juan García → Juan · García
D. Wayne Lukas → D. Wayne · Lukas
Engº João Silva → João · Silva
Engr. Tim Bell → Tim · Bell
Er. Tim Bell → Tim · Bell
Pr Anne Roux → Anne · Roux
Dre Anne Roux → Anne · Roux
Captain Tim Bell → Tim · Bell
H.E. Ahmed Ali → Ahmed · Ali
H.E. Dr. Ahmed Ali → Ahmed · Ali
H.E. Bates → H.E. · Bates
Sheikh Ahmed Ali → Ahmed · Ali
De heer Jansen → · Jansen
De heer J. Jansen → J. · Jansen
de Heer, Jan → Jan · de Heer
Jan de Heer → Jan · de Heer
RA Uwe Kern → Uwe · Kern
RA Dickey → RA · Dickey
StB Uwe Kern → Uwe · Kern
c/o Uwe Kern → Uwe · Kern
Attn: Uwe Kern → Uwe · Kern
z.Hd. Herrn Uwe Kern → Uwe · Kern
z. Hd. Herrn Uwe Kern → Uwe · Kern
Atty. Tim Bell → Tim · Bell
Datuk Ahmad Ali → Ahmad · Ali
Dato' Tan Wei → Tan · Wei
Dato’ Tan Wei → Tan · Wei
Dato' Sri Ahmad Ali → Ahmad · Ali
Tan Sri Ahmad Ali → Ahmad · Ali
Tan Sri Mulyani → Tan Sri · Mulyani
Coach Tim Bell → Tim · Bell
Sister Anne Bell → Anne · Bell
Lord Tim Bell → Tim · Bell
Lady Anne Bell → Anne · Bell
Sayın Ahmet Yılmaz → Ahmet · Yılmaz
Sayın Yılmaz → · Yılmaz
Pavel Novák, DiS. → Pavel · Novák
Pavel Novák DiS. → Pavel · Novák
prof. Ing. Pavel Novák, DrSc. → Pavel · Novák
Sara Bell, MCIPS, Chartered → Sara · Bell
Sara Bell, SAFe® Agilist → Sara · Bell
Sara Bell SAFe® Agilist → Sara · Bell
Eva Huber BA MA → Eva · Huber
Sara Bell BA (Hons) → Sara · Bell
Sara Bell, BA (Hons) → Sara · Bell
山田 太郎 様 → 太郎 · 山田
佐藤花子部長 → 花子 · 佐藤
張 志豪 總經理 → 志豪 · 張
山田太郎様 → 太郎 · 山田
张三 先生 → 三 · 张
王伟先生 → 伟 · 王
张小明 经理 → 小明 · 张
诸葛亮 → 亮 · 诸葛
司马懿之 → 懿之 · 司马
欧阳 → · 欧阳
鄭雅文 → 雅文 · 鄭
제갈민 → 민 · 제갈
선우은숙 → 은숙 · 선우
박준 → 준 · 박
渡辺健 → 健 · 渡辺
小笠原由美子 → 由美子 · 小笠原
原誠一郎 → 誠一郎 · 原
宮本ひかり → ひかり · 宮本
山田 → · 山田
采购部 → 采购部 ·
営業課 → 営業課 ·
阿里巴巴 → 阿里巴巴 ·
さくら → さくら ·
Datuk Seri Halim Rashid → Halim · Rashid
Dato' Ts. Noraini binti Kassim → Noraini · binti Kassim
Puan Sri Aminah Latif → Aminah · Latif
Suresh a/l Maniam → Suresh · a/l Maniam
Kavitha a/p Rajan → Kavitha · a/p Rajan
Gopal s/o Nair → Gopal · s/o Nair
ดร.มานพ สุขใจ → มานพ · สุขใจ
รศ.ดร. วรรณา ดีงาม → วรรณา · ดีงาม
พ.ต.อ. สมชาติ กล้าหาญ → สมชาติ · กล้าหาญ
ศิริพร ดารา → ศิริพร · ดารา
Drs. H. Slamet Riyadi, M.Pd. → Slamet · Riyadi
Ir. Ratna Sari, M.T. → Ratna · Sari
Dr. H. Werner Schmidt → H. Werner · Schmidt
Garcia Lopez, J.M. → J.M. · Garcia Lopez
Chief (Dr.) Bola Adeyemi → Bola · Adeyemi
Alhaja Fatima Sule → Fatima · Sule
Barr. Chika Eze FCIS → Chika · Eze
Dkt. Neema Mushi → Neema · Mushi
Sheikha Hind Al Qasimi → Hind · Al Qasimi
د.سلمى حداد → سلمى · حداد
أ.د. كمال نصر → كمال · نصر
دانا كرم → دانا · كرم
CA Meera Joshi → Meera · Joshi
Ca Joshi → Ca · Joshi
Ông Lê Minh → Minh · Lê
王总监 → · 王
김철수 님 → 철수 · 김
김철수 부장 → 철수 · 김
이영희 과장님 → 영희 · 이
João Silva Neto → João · Silva Neto
João Neto → João · Neto
Jan van der Berg-de Vries → Jan · van der Berg-de Vries
Anna de Wit-van den Berg → Anna · de Wit-van den Berg
Anna Nowak - Kowalska → Anna · Nowak-Kowalska
Nowak - Kowalska, Anna → Anna · Nowak-Kowalska
Sara Bell - Acme Rail → Sara · Bell
Sara Bell | Supply Chain → Sara · Bell
Ann Lee - COO → Ann · Lee
Uwe Kern - PMP → Uwe · Kern
Eva Kern geb. Huber → Eva · Kern
Eva Kern née Huber → Eva · Kern
Eva Kern nee Huber → Eva · Kern
Eva Kern, geb. Huber → Eva · Kern
Kern geb. Huber, Eva → Eva · Kern
Anna Nowak z domu Kowalska → Anna · Nowak
Jana Nováková roz. Malá → Jana · Nováková
Robert Nee → Robert · Nee
Watchman Nee Lee → Watchman Nee · Lee
Karl Freiherr von Berg → Karl · Freiherr von Berg
Karl Graf Berg → Karl Graf · Berg
Saga Ek (den) → Saga · Ek
Ana Gil (el) → Ana · Gil
Ann Lee, Bob Ray → Ann · Lee
Mary Ann, Smith → Smith · Mary Ann
Me → Me ·
Captain → Captain ·
D. Juan → D. · Juan
Dr. Em. Kern → · Kern
Peter Sen. → Peter · Sen.
Sheikh → Sheikh ·
Hr. M. Hansen → M. · Hansen
Smith, Ai → Ai · Smith
Park Kim, Se → Se · Park Kim
Nguyen Tran, Van → Van · Nguyen Tran
Smith Jones, Georgia → Georgia · Smith Jones
van den Berg Smit, Jan → Jan · van den Berg Smit
Ann Lee, Jr., Acme → Ann · Lee Jr.
Ann Lee, Procurement → Ann · Lee
Garcia Lopez, Maria, Director → Maria · Garcia Lopez
Lee, Ann, Director → Ann · Lee
Lee, Ann, VP Sales → Ann · Lee
Lee, Ann, Acme Inc. → Ann · Lee
Mrs. Garcia Lopez, Maria → Maria · Garcia Lopez
Captain Sara Bell, MBA → Sara · Bell
Mac Donald, Ian → Ian · Mac Donald
Civ.ing. Lars Berg → Lars · Berg
Sara Bell @ Acme → Sara · Bell
Anna Nowak – Kowalska → Anna · Nowak-Kowalska
RAin Eva Kern → Eva · Kern
i.V. Uwe Kern → Uwe · Kern
Me Anne Roux → Anne · Roux
DI (FH) Eva Huber → Eva · Huber
Major Tim Bell → Tim · Bell
"""

# As profiles have them: what stands behind a sign, slogans, hashtags, and addresses.
OF_PROFILES = """
Mia | Logistik → Mia ·
Mia Groß | Logistik → Mia · Groß
Mia Groß|Logistik → Mia · Groß
Mia Groß |Logistik → Mia · Groß
Mia • Logistik → Mia ·
Mia · Logistik → Mia ·
Mia – Logistik → Mia ·
Mia / Logistik → Mia ·
Mia ~ Logistik → Mia ·
Mia Groß · Leiterin Logistik · Acme GmbH → Mia · Groß
Mia Groß ~ helping fleets move → Mia · Groß
Mia Groß – Ex-Google → Mia · Groß
Mia Groß / Ex-Google / ex-Meta → Mia · Groß
Mia Groß ⭐ Open to work → Mia · Groß
Mia Groß ⭐ → Mia · Groß
⭐ Mia Groß ⭐ Open to work ⭐ → Mia · Groß
Mia Groß #opentowork → Mia · Groß
Mia Groß #OpenToWork #Logistics → Mia · Groß
#opentowork Mia Groß → Mia · Groß
#OPENTOWORK | Mia Groß → Mia · Groß
Mia Groß (Open to work) → Mia · Groß
Mia Groß - Open to Work → Mia · Groß
Mia Groß, Open to work → Mia · Groß
Mia Groß Open to work → Mia · Groß
Mia Groß - Hiring! → Mia · Groß
Mia Groß - We're hiring! → Mia · Groß
Mia Groß is hiring → Mia · Groß
Mia Groß, Hiring! → Mia · Groß
Hiring! Mia Groß → Mia · Groß
Mia Groß (Hiring) → Mia · Groß
Mia Groß 🚀 Hiring → Mia · Groß
Mia Groß, Ex-Google → Mia · Groß
Mia Groß Ex-Google → Mia · Groß
Mia Groß, ex Amazon → Mia · Groß
Mia Groß (She/Her) → Mia · Groß
Mia Groß (she/her) | Ex-Google | MBA → Mia · Groß
Mia Groß she/her/hers, CSCP → Mia · Groß
Mia Groß, CSCP, CPIM | She/Her → Mia · Groß
Mia Groß ✔ LION → Mia · Groß
Mia Groß [LION] → Mia · Groß
Mia Groß, LION 30K+ → Mia · Groß
Mia Groß ► Supply Chain → Mia · Groß
Mia Groß » Supply Chain → Mia · Groß
Mia Groß ▪️ Supply Chain → Mia · Groß
Mia Groß ✦ Supply Chain ✦ Coach → Mia · Groß
Mia Groß ║ Supply Chain → Mia · Groß
Mia Groß ┃ Supply Chain → Mia · Groß
Mia Groß ∙ Supply Chain → Mia · Groß
Mia Groß ・ Supply Chain → Mia · Groß
Mia Groß // Supply Chain → Mia · Groß
Mia Groß :: Supply Chain → Mia · Groß
Mia Groß — Supply Chain → Mia · Groß
Mia Groß -- Supply Chain → Mia · Groß
Mia Groß > Acme → Mia · Groß
Mia Groß + Team → Mia · Groß
Mia Groß @Acme → Mia · Groß
Mia Groß @ acme.example → Mia · Groß
Mia Groß mia@acme.example → Mia · Groß
Mia Groß www.acme.example → Mia · Groß
Mia Groß, MBA, PMP®, CSCP™ → Mia · Groß
Mia Groß, Lean Six Sigma Black Belt → Mia · Groß
Mia Groß, Prosci® Certified → Mia · Groß
Mia Groß, AWS Certified → Mia · Groß
Mia Groß (2nd) → Mia · Groß
Mia Groß 2nd → Mia · Groß 2nd
Mia Groß • 2nd → Mia · Groß
Mia Groß 1st degree connection → Mia · Groß
Mia Groß • 3rd+ → Mia · Groß
Mia Groß (Verified) → Mia · Groß
Mia G. → Mia · G.
Groß, Mia | Logistik → Mia · Groß
GROSS Mia | Acme → Mia · GROSS
Mia Groß-Kern | Acme → Mia · Groß-Kern
Mia Groß / Tim Oz → Mia · Groß
Mia Groß, P.hD → Mia · Groß
Mia Groß - Freelancer → Mia · Groß
Mia Groß - CFO at Acme → Mia · Groß
Mia Groß at Acme → Mia · Groß
Mia Groß from Acme → Mia · Groß
Mia Groß (Acme) → Mia · Groß
Mia Groß [External] → Mia · Groß
Mia Groß (EXT) → Mia · Groß
Groß, Mia (Logistics) → Mia · Groß
Mia Groß (deceased) → Mia · Groß
Mia Groß - DO NOT CALL → Mia · Groß
Mia Groß *NEW* → Mia · Groß
Mia Groß (OOO until 5/1) → Mia · Groß
Mia Groß via Acme → Mia · Groß
Lion Levy → Lion · Levy
Ex Libris → Ex · Libris
Ольга Кузнецова | Логистика → Ольга · Кузнецова
Ana Ruiz | Logística y Transporte → Ana · Ruiz
Ana Ruiz · En búsqueda activa → Ana · Ruiz
Ana Ruiz - En búsqueda activa → Ana · Ruiz
Ana Ruiz, En búsqueda de empleo → Ana · Ruiz
Luc Petit - À l'écoute du marché → Luc · Petit
Luc Petit – En recherche d’emploi → Luc · Petit
Luc Petit (à l’écoute) → Luc · Petit
Luc Petit, nous recrutons ! → Luc · Petit
João Reis | Aberto a oportunidades → João · Reis
João Reis, em transição de carreira → João · Reis
Carla Neri • In cerca di nuove opportunità → Carla · Neri
Jan Smit ~ op zoek naar werk → Jan · Smit
Uwe Kern auf Jobsuche → Uwe · Kern
Uwe Kern – wir suchen Fahrer! → Uwe · Kern
Uwe Kern (wir stellen ein!) → Uwe · Kern
王伟 | 招聘中 → 伟 · 王
山田 太郎 | 採用中 → 太郎 · 山田
ジョン・スミス → ジョン · スミス
ジョン・スミス | Acme → ジョン · スミス
Núria Gal·la → Núria · Gal·la
Ann Lee🎯Helping SaaS founders → Ann · Lee
Ann Lee 🌱 → Ann · Lee
Ann 🌱 Lee → Ann · Lee
🇺🇸 Ann Lee 🇺🇸 | Veteran → Ann · Lee
Ann Lee ♻️ Sustainability Lead → Ann · Lee
ANN LEE | CFO → ANN · LEE
ann lee | cfo → ann · lee
LEE Ann • CFO → Ann · LEE
Dr. Ann Lee | CFO | Acme → Ann · Lee
Lee, Ann • CFO → Ann · Lee
Ann Lee, CPA | CFO → Ann · Lee
Ann Lee CPA | CFO → Ann · Lee
Ann Lee (she/her) • CFO → Ann · Lee
Ann "Annie" Lee | CFO → Ann · Lee
Ann Lee Jr. | CFO → Ann · Lee Jr.
Ann van der Berg | CFO → Ann · van der Berg
Ann Lee-Roux | CFO → Ann · Lee-Roux
Ann Lee / CFO → Ann · Lee
Ann Lee·CFO → Ann · Lee
Ann Lee•CFO → Ann · Lee
Ann Lee ⚡ → Ann · Lee
Ann Lee – ex-Amazon, ex-Meta → Ann · Lee
Ann Lee (ex-Amazon) → Ann · Lee
Ann Lee formerly Amazon → Ann · Lee
Ann Lee, formerly Hall → Ann · Lee
Ann Lee - Actively looking → Ann · Lee
Ann Lee | ann@acme.example → Ann · Lee
Ann Lee <ann@acme.example> | Acme → Ann · Lee
Ann Lee +1 312 555 0100 → Ann · Lee
Ann Lee linkedin.com/in/annlee → Ann · Lee
Ann Lee, Top Voice → Ann · Lee
Ann Lee ✓ → Ann · Lee
Ann Lee ☑️ Verified → Ann · Lee
Ann Lee CSM® → Ann · Lee
Ann Lee, CSM®, SAFe® 5 → Ann · Lee
Ann Lee, PMI-RMP → Ann · Lee
Ann Lee, Certified Scrum Master → Ann · Lee
Ann Lee, Six Sigma Green Belt Certified → Ann · Lee
Ann Lee, Google Certified → Ann · Lee
Ann Lee - Available immediately → Ann · Lee
Ann Lee (on leave) → Ann · Lee
Ann Lee -- CFO → Ann · Lee
Open House → Open · House
Building Services → Building · Services
Elle → Elle ·
CJ → CJ ·
Jamie Former → Jamie · Former
"""

# The same in two columns: first | last → first · last
COLUMNS = """
Doña María | García → María · García
Don Carlos | García → Carlos · García
Cand.merc. Ole | Hansen → Ole · Hansen
Cand. merc. Ole | Hansen → Ole · Hansen
Kpt. Jan | Kowalski → Jan · Kowalski
Kpt Jan | Kowalski → Jan · Kowalski
KTM Matti | Virtanen → Matti · Virtanen
TkT Liisa | Virtanen → Liisa · Virtanen
Civilek. Lars | Berg → Lars · Berg
Nathan | Kamp → Nathan · Kamp
Mary Ann | Lee → Mary Ann · Lee
Dr. Hanna | Weiß, PhD → Hanna · Weiß
Prof. Dr. Hanna | Weiß → Hanna · Weiß
Hanna | Dr. Weiß → Hanna · Weiß
Herr | Weiß → · Weiß
Ms | Le → · Le
Mr | and Mrs. Smith → · Smith
Anna | Schmidt Ph.D. → Anna · Schmidt
Anna | Schmidt MSc → Anna · Schmidt
Anna | Schmidt RN → Anna · Schmidt
Anna | Schmidt, RN → Anna · Schmidt
Anna | Lee CPA CFA → Anna · Lee
Anna | Lee, CTL → Anna · Lee
Anna | Ma → Anna · Ma
Anna | MA → Anna · MA
Anna | MBA → Anna ·
Hanna Weiss | PhD → Hanna · Weiss
Martin | King, Jr. → Martin · King Jr.
Peter | II → Peter · II
Anna | Lee she/her → Anna · Lee
Anna | Lee (she/her) → Anna · Lee
Anna (she/her) | Lee → Anna · Lee
Anna | she/her → Anna ·
Anna 🌟 | Lee 🚀 → Anna · Lee
Anna | 🚀 → Anna ·
🚀 | 🚀 → 🚀 · 🚀
“Peter” | “Ho” → Peter · Ho
Robert "Bob" | Stone → Robert · Stone
Dipl.-Ing. Hans | Meier → Hans · Meier
Mme Anne | Petit → Anne · Petit
M. | Petit → M. · Petit
J. | Smith → J. · Smith
JD | Vance → JD · Vance
Tim | Herr → Tim · Herr
Max | Smith- → Max · Smith
Sean | O' Brien → Sean · O' Brien
Tom | 't Hart → Tom · 't Hart
Lee, Anna | → Anna · Lee
 | Lee, Anna → Anna · Lee
 | Lee → · Lee
Anna | → Anna ·
Anna MBA | → Anna ·
Anna | Kumar das → Anna · Kumar das
Dr. | → Dr. ·
 | Herr → · Herr
Anna | García López → Anna · García López
Anna | Lee, VP Sales → Anna · Lee
 Anna  |  Lee  → Anna · Lee
Jan | Berg, van der → Jan · van der Berg
Jan | Boer, de → Jan · de Boer
Jan | Boer, De → Jan · De Boer
Jan | Vries (de) → Jan · de Vries
Jan | Berg van der → Jan · van der Berg
Ann van der | Berg → Ann · van der Berg
Ann de | Vries → Ann · de Vries
Nguyen Van | Anh → Nguyen Van · Anh
nguyen van | anh → nguyen van · anh
ann van der | berg → ann · van der berg
Captain Sara | Bell → Sara · Bell
M. Luc | Petit → Luc · Petit
M. Scott | Peck → M. Scott · Peck
Dr. | Hanna Weiß → Hanna · Weiß
Dr. | Weiß → · Weiß
Mr | van der Berg → · van der Berg
Prof. | Uwe Kern → Uwe · Kern
Herr | von Stein → · von Stein
Herr | Kern, Uwe → Uwe · Kern
太郎様 | 山田 → 太郎 · 山田
Me Luc | Ravel → Luc · Ravel
Mia | Groß @ Acme → Mia · Groß
Mia | Groß • CFO → Mia · Groß
Me | Nguyen → Me · Nguyen
太郎 様 | 山田 → 太郎 · 山田
太郎 | 山田様 → 太郎 · 山田
伟先生 | 王 → 伟 · 王
Eva | Kern geb. Huber → Eva · Kern
Anne | PETIT née ROUX → Anne · PETIT
Ann | Lee - Roux → Ann · Lee-Roux
Sara | Bell BA (Hons) → Sara · Bell
Sara | Bell BA MA → Sara · Bell
Uwe | Kern, Director → Uwe · Kern
Uwe | Kern - Director → Uwe · Kern
Pan Wei | Li → Pan Wei · Li
Lady Ann | Cruz → Lady Ann · Cruz
c/o | Uwe Kern → Uwe · Kern
J. | de Vries → J. · de Vries
Ali bin | Said → Ali · bin Said
Kim In | Sook → Kim In · Sook
kim in | sook → kim in · sook
 | Berg, van der → · van der Berg
Berg, van der | → · van der Berg
Mia | Groß ⭐ Open to work → Mia · Groß
Mia | Groß #opentowork → Mia · Groß
Mia | Groß, Ex-Google → Mia · Groß
Mia | Groß · Logistik → Mia · Groß
Mia 🌱 Hiring! | Groß → Mia · Groß
Mia | Groß (She/Her) ~ CSCP → Mia · Groß
Ana María 🌸 | López → Ana María · López
"""

# First and last name as they stay, of well-known people and of some that look like more.
NAMES = """
Night Shyamalan; Watchman Nee; Amartya Sen; Jack Ma; Yo-Yo Ma; Kim Do; Anh Le; Dick Van Dyke
Mies van der Rohe; Ludwig van Beethoven; Vincent van Gogh; Rembrandt van Rijn; Jan van Eyck
Robin van Persie; Virgil van Dijk; Frenkie de Jong; Matthijs de Ligt; Kevin De Bruyne
Rafael van der Vaart; Edwin van der Sar; Ruud van Nistelrooy; Otto von Bismarck
Ursula von der Leyen; Wernher von Braun; Annegret Kramp-Karrenbauer; Angela Merkel; Olaf Scholz
Jürgen Klopp; Jürgen Habermas; Günter Grass; Heinrich Böll; Steffi Graf; Max Planck; Karl Marx
Emmanuel Macron; Charles de Gaulle; François Mitterrand; Dominique de Villepin
Simone de Beauvoir; Jean-Paul Sartre; Marine Le Pen; Catherine Deneuve; Zinédine Zidane
Karim Benzema; Guy de Maupassant; Honoré de Balzac; Antoine de Saint-Exupéry; Édith Piaf
Léa Seydoux; Thierry Henry; Penélope Cruz; Javier Bardem; Rafael Nadal; Pedro Almodóvar
Antonio Banderas; Pablo Picasso; Frida Kahlo; Oscar de la Renta; Guillermo del Toro
Mario Vargas; Isabel Allende; Lionel Messi; Luis Suárez; Sofia Coppola; Leonardo da Vinci
Leonardo DiCaprio; Robert De Niro; Martin Scorsese; Umberto Eco; Italo Calvino
Luciano Pavarotti; Paolo Maldini; Gianluigi Buffon; Alessandro Del Piero; Giuseppe Verdi
Sophia Loren; Vasco da Gama; Cristiano Ronaldo; José Saramago; Fernando Pessoa; Machado de Assis
Lula da Silva; João Neto; Lech Wałęsa; Robert Lewandowski; Olga Tokarczuk; Wisława Szymborska
Iga Świątek; Maria Skłodowska-Curie; Václav Havel; Milan Kundera; Bohumil Hrabal; Petr Čech
Martina Navrátilová; Ester Ledecká; Béla Bartók; Ferenc Puskás; Imre Kertész; Novak Djokovic
Luka Modrić; Goran Ivanišević; Nikola Tesla; Constantin Brâncuși; Simona Halep; Nadia Comăneci
Hristo Stoichkov; Elias Canetti; Astrid Lindgren; Ingmar Bergman; Zlatan Ibrahimović; Björn Borg
Greta Thunberg; Dag Hammarskjöld; Søren Kierkegaard; Niels Bohr; Karen Blixen; Mads Mikkelsen
Henrik Ibsen; Edvard Grieg; Erling Haaland; Alvar Aalto; Jean Sibelius; Kimi Räikkönen
Sanna Marin; Tarja Halonen; Halldór Laxness; Björk Guðmundsdóttir; Recep Erdoğan; Orhan Pamuk
Elif Şafak; Yaşar Kemal; Aziz Sancar; Nikos Kazantzakis; Γιώργος Σεφέρης; Лев Толстой
Анна Ахматова; Fyodor Dostoevsky; Владимир Набоков; Тарас Шевченко; Нина Симонян; Naguib Mahfouz
Omar Sharif; Mohamed Salah; Zaha Hadid; نجيب محفوظ; Bashar al-Assad; Haruki Murakami; Amos Oz
David Grossman; Golda Meir; Narendra Modi; Sachin Tendulkar; Arundhati Roy; Satya Nadella
Indra Nooyi; Sri Mulyani; Joko Widodo; Tan Ah; Lee Hsien; Ho Ching; Corazon Aquino
Manny Pacquiao; Imelda Marcos; Mao Zedong; Xi Jinping; Mo Yan; Akira Kurosawa
Hayao Miyazaki; Yoko Ono; Naomi Osaka; Han Kang; Bong Joon-ho; Park Ji-sung; Nguyen Du
Ban Ki-moon; Wangari Maathai; Chinua Achebe; Wole Soyinka; Nelson Mandela; Desmond Tutu
Didier Drogba; Sadio Mané; Eliud Kipchoge; Haile Gebrselassie; Seán O'Casey; Saoirse Ronan
Sinéad O'Connor; Conan O'Brien; Paul McCartney; Ian McKellen; Ewan McGregor; Dylan Thomas
Gareth Bale; Lady Gaga; Lord Byron; Sister Souljah; Judge Reinhold; Major Barbara; Earl Gray
Prince Harris; Duke Ellington; Count Basie; Dean Martin; Bishop Briggs; Chance Perdomo
Jack Lord; Jon Lord; Don Johnson; Miles Davis; Art Garfunkel; Hal Law; Rose Fund; Port Chen
Pat Director; Dan Coach; Ann Sister; Dre Moss; Pan Wei; Me Nguyen; Di Marco; Ra Paulette
Em Rusciano; Er Zhang; Tan Sri; Barbara Baron; Ida Graf
"""
# A family name of two words before the comma.
TURNED_ROUND = """
García Lorca, Federico
Vargas Llosa, Mario
García Márquez, Gabriel José
Pérez Galdós, Benito
Santiago Ruiz, Ana
Martín Gaite, Carmen
Alonso Vega, María del Mar
Silva Costa, João Pedro
Sousa Neto, Carla
Nguyen Tran, Van
Ng Tan, Ai Lin
Kim Lee, Cho Rong
Park Kim, Se
Smith Jones, Georgia
Bonham Carter, Helena
Scott Thomas, Kristin
Lloyd Webber, Andrew
Thomas Greenfield, Linda
Zeta Jones, Catherine
Skłodowska Curie, Maria
Müller Hansen, Uta
Meyer Landrut, Lena
van den Berg Smit, Jan
de la Cruz Ruiz, Ana
Ben Ali, Leïla
Strauss Kahn, Dominique
Roux Petit, Anne-Marie
Chan Wong, Ka Ming
Das Gupta, Raj
Lima Silva, Maria Sá
"""


def rows(table: str) -> list[tuple[str, tuple[str, str]]]:
    """What a list has, and first and last name of it."""
    lines = [line.split("→") for line in table.splitlines() if line]
    names = [(written, name.partition("·")) for written, name in lines]
    return [(written, (first.strip(), last.strip())) for written, (first, _, last) in names]


@each_row(("written", "name"), rows(FULL + OF_PROFILES))
def test_a_full_name_is_split_without_what_stands_beside_it(written, name):
    assert split_name(written) == name


@each_row(("written", "name"), rows(COLUMNS))
def test_first_and_last_name_are_cleaned_of_what_stands_beside_them(written, name):
    first, _, last = written.partition("|")
    assert clean_name(first, last) == name


@each_row("name", NAMES.replace("\n", "; ").strip("; ").split("; "))
def test_a_name_stays_as_it_is(name):
    first, last = name.split(" ", 1)
    assert clean_name(first, last) == split_name(name) == split_name(f"{last}, {first}")
    assert split_name(name) == (first, last)


@each_row("name", TURNED_ROUND.strip().splitlines())
def test_two_family_names_before_a_comma_are_turned_round(name):
    last, first = name.split(", ")
    assert split_name(name) == (first, last)


def test_three_hundred_names_are_known():
    assert len(rows(FULL)) + len(rows(COLUMNS)) >= 300


@each_row(("written", "name"), rows(FULL + OF_PROFILES))
def test_what_was_split_is_clean(written, name):
    assert clean_name(*name) == name


@each_row(
    ("text", "another"),
    [
        ('Robert "Bob"', True),
        ("Michael 'Mike'", True),
        ("Robert (Bob)", True),
        ("Lee (née Hall)", True),
        ("Lee (she/her)", False),
        ("Petit (elle)", False),
        ("Weiss (PhD)", False),
        ("“Peter”", False),
        ("O'Brien", False),
        ("Ann", False),
    ],
)
def test_another_name_beside_it_is_seen(text, another):
    assert has_another_name(text) is another


def test_no_name_is_none():
    assert split_name("  ") == clean_name("", " ") == ("", "")


@given(st.text(max_size=20), st.text(max_size=20))
def test_no_name_is_cleaned_to_nothing(first, last):
    assert any(split_name(first)) is bool(first.split())
    assert any(clean_name(first, last)) is bool(first.split() or last.split())


def test_a_name_that_opens_a_hundred_thousand_brackets_is_read_in_no_time():
    began = time.thread_time()
    assert split_name("Ann (x) Lee" + "(" * 100_000)[0] == "Ann"
    assert time.thread_time() - began < 0.5
