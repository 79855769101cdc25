"""What people write themselves with the words of programs: that someone is away, has left, that an
address changed, that something came in. None is taken for a program's.
"""

PEOPLE = (
    "We've started a new project with another vendor.",
    "We left that company last year.",
    "Wir haben eine neue Aufgabe begonnen und brauchen dafür keine Hofsteuerung.",
    "Our new site opened, and the old one is closed until May. What would it cost?",
    "I'm out until Monday, call me then.",
    "Ich bin bis Montag weg, danach schaue ich es mir gern an.",
    "Je rentre lundi, appelez-moi mardi matin au bureau.",
    "Vuelvo el lunes y lo hablamos con mi jefe.",
    "Torno lunedì, intanto mi mandi il listino.",
    "Ik ben er maandag weer, bel me dan even.",
    "Volto na segunda, mas pode mandar a proposta.",
    "我下周一回来，到时候给您打电话聊。",
    "I only got your automatic reply, is anyone there?",
    "Ich habe nur Ihre automatische Antwort bekommen.",
    "Je n'ai reçu qu'un message automatique de votre part.",
    "We got your message and the price list, looks good to me.",
    "Your ticket prices went up, 450 dollars is too much for me.",
    "Mr. Lee from your team has left us a leaflet, I liked it.",
    "Please add Ms. Roth, she has left her card at your stand. I'll join too.",
    "The plant closed its old gate, so we need a new plan for the yard.",
    "Unsere Adresse hat sich geändert, wir sind jetzt in Halle 3. Kommen Sie vorbei!",
    "我们公司放假前想看一下演示。",
)
STOPS = (
    "No more automated emails please.",
    "Keine automatischen Mails mehr bitte.",
    "Plus de messages automatiques, merci.",
    "No más correos automáticos.",
    "Basta messaggi automatici.",
    "Geen automatische mails meer.",
    "Chega de mensagens automáticas.",
    "不要再发自动邮件了",
)
