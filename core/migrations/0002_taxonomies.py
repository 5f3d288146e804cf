"""The terms that the network starts with (shared words of the field; editable afterwards)."""

from django.db import migrations

TERMS = {
    "TargetArea": [
        ("tidiga-livet", "Det tidiga livets villkor", "Conditions in early life"),
        ("kunskaper", "Kunskaper, kompetenser och utbildning", "Knowledge, skills and education"),
        ("arbete", "Arbete, arbetsförhållanden och arbetsmiljö", "Work and working environment"),
        ("inkomster", "Inkomster och försörjningsmöjligheter", "Income and livelihood"),
        ("boende", "Boende och närmiljö", "Housing and local environment"),
        ("levnadsvanor", "Levnadsvanor", "Living habits"),
        ("delaktighet", "Kontroll, inflytande och delaktighet", "Control, influence and participation"),
        ("halso-sjukvard", "En jämlik och hälsofrämjande hälso- och sjukvård", "Equitable, health-promoting health care"),
    ],
    "SixP": [
        ("people", "Människor", "People"),
        ("place", "Platser", "Place"),
        ("participation", "Delaktighet", "Participation"),
        ("prosperity", "Välstånd", "Prosperity"),
        ("peace", "Fred", "Peace"),
        ("planet", "Planeten", "Planet"),
    ],
    "SustainableDevelopmentGoal": [
        ("1", "Ingen fattigdom", "No poverty"),
        ("2", "Ingen hunger", "Zero hunger"),
        ("3", "God hälsa och välbefinnande", "Good health and well-being"),
        ("4", "God utbildning för alla", "Quality education"),
        ("5", "Jämställdhet", "Gender equality"),
        ("6", "Rent vatten och sanitet för alla", "Clean water and sanitation"),
        ("7", "Hållbar energi för alla", "Affordable and clean energy"),
        ("8", "Anständiga arbetsvillkor och ekonomisk tillväxt", "Decent work and economic growth"),
        ("9", "Hållbar industri, innovationer och infrastruktur", "Industry, innovation and infrastructure"),
        ("10", "Minskad ojämlikhet", "Reduced inequalities"),
        ("11", "Hållbara städer och samhällen", "Sustainable cities and communities"),
        ("12", "Hållbar konsumtion och produktion", "Responsible consumption and production"),
        ("13", "Bekämpa klimatförändringarna", "Climate action"),
        ("14", "Hav och marina resurser", "Life below water"),
        ("15", "Ekosystem och biologisk mångfald", "Life on land"),
        ("16", "Fredliga och inkluderande samhällen", "Peace, justice and strong institutions"),
        ("17", "Genomförande och globalt partnerskap", "Partnerships for the goals"),
    ],
    "TargetGroup": [
        ("barn", "Barn", "Children"),
        ("unga", "Unga", "Young people"),
        ("vuxna", "Vuxna", "Adults"),
        ("aldre", "Äldre", "Older people"),
        ("foraldrar", "Föräldrar", "Parents"),
        ("nyanlanda", "Nyanlända", "Newly arrived"),
        ("funktionsnedsattning", "Personer med funktionsnedsättning", "Persons with disabilities"),
        ("hela-befolkningen", "Hela befolkningen", "The whole population"),
    ],
    "Setting": [
        ("forskola-skola", "Förskola och skola", "Preschool and school"),
        ("bostadsomrade", "Bostadsområde", "Neighborhood"),
        ("arbetsplats", "Arbetsplats", "Workplace"),
        ("familjecentral", "Familjecentral och vård", "Family center and health care"),
        ("forening", "Förening och fritid", "Associations and leisure"),
        ("offentlig-plats", "Park, gata och torg", "Parks, streets and squares"),
        ("forvaltning", "Kommunens egen organisation", "The municipality's own organization"),
        ("digitalt", "Digitalt", "Online"),
    ],
    "LifeStage": [
        ("tidiga-ar", "De första åren", "Early years"),
        ("skolaldern", "Skolåldern", "School age"),
        ("ung-vuxen", "Ung vuxen", "Young adulthood"),
        ("vuxenlivet", "Vuxenlivet", "Adulthood"),
        ("aldrandet", "Åldrandet", "Later life"),
        ("hela-livet", "Hela livet", "The whole of life"),
    ],
}


def add_terms(apps, schema_editor):
    for model_name, terms in TERMS.items():
        model = apps.get_model("core", model_name)
        for order, (key, swedish, english) in enumerate(terms, start=1):
            model.objects.update_or_create(
                key=key, defaults={"name_sv": swedish, "name_en": english, "sort_order": order}
            )


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(add_terms, migrations.RunPython.noop)]
