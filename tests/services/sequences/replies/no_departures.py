"""What programs write with the words of someone who left, while no one did: their address would be
suppressed.
"""

NO_DEPARTURES = (
    "In response to your previous email, a member of our staff will contact you. Ticket 4711.",
    "We finished work on your ticket 881 at noon.",
    "Our ticket system stopped working; your request is logged as 8812.",
    "Your support contract has ended. Ticket 1234.",
    "I have left the office and am working outside until Friday.",
    "The last day of the company holiday is May 7.",
    "I am working in another role this week, back Monday.",
    "Ich verlasse das Büro heute früher und bin morgen wieder da.",
    "Wir bearbeiten Ihre Anfrage 1234 zur Rente.",
    "Mein Vertrag läuft, ich bin bis 9.5. im Urlaub.",
    "Je suis en stage jusqu'à vendredi, j'ai quitté le bureau.",
    "Fermeture du ticket 7741.",
    "Estoy fuera, he terminado la jornada. Vuelvo el lunes.",
    "Su solicitud 7741 está en curso.",
    "Sono in ferie, ho lasciato l'ufficio; torno lunedì.",
    "Il suo ticket 8811 è stato chiuso.",
    "Ik ben op cursus en heb kantoor verlaten, maandag weer terug.",
    "Bedankt voor uw bericht aan het team pensioen, kenmerk 4411.",
    "O seu pedido 7741 está em curso.",
    "Estou de férias, deixei o escritório; volto na segunda.",
    "5月9日前请联系同事",
    "今天不在公司，明天回复",
)
