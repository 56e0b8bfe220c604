from typing import Any

from django.db import migrations, models

import django.db.models.deletion


def note_relations(apps: Any, schema_editor: Any) -> None:
    """Papers that are held already: their keys, and what they repeal and amend."""
    from docintel.store.models import Paper
    from docintel.store.relations import learn
    from docintel.text.citing import number_key, title_key

    papers = Paper.objects.order_by("pk")
    if not papers.exists():
        return
    for paper in papers.iterator(chunk_size=200):
        Paper.objects.filter(pk=paper.pk).update(title_key=title_key(paper.title), number_key=number_key(paper.doc_number))
    ids = list(papers.values_list("pk", flat=True))
    for at in range(0, len(ids), 200):
        learn(list(Paper.objects.filter(pk__in=ids[at : at + 200])))


class Migration(migrations.Migration):
    dependencies = [("store", "0011_numbers_passwords_sheets")]

    operations = [
        migrations.AddField("paper", "title_key", models.TextField("标题（比对用）", blank=True, default="", db_index=True)),
        migrations.AddField("paper", "number_key", models.TextField("文号（比对用）", blank=True, default="", db_index=True)),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("relation", models.CharField(choices=[("repeals", "废止"), ("amends", "修改")], max_length=20, verbose_name="关系")),
                ("title", models.TextField(blank=True, default="", verbose_name="所指公文")),
                ("number", models.TextField(blank=True, default="", verbose_name="所指文号")),
                ("title_key", models.TextField(blank=True, db_index=True, default="", verbose_name="标题（比对用）")),
                ("number_key", models.TextField(blank=True, db_index=True, default="", verbose_name="文号（比对用）")),
                ("start", models.PositiveIntegerField(verbose_name="起")),
                ("end", models.PositiveIntegerField(verbose_name="止")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="changes", to="store.paper", verbose_name="公文")),
                ("target", models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="changed_by", to="store.paper", verbose_name="库中公文")),
            ],
            options={"verbose_name": "公文关系", "verbose_name_plural": "公文关系", "ordering": ("by", "start")},
        ),
        migrations.RunPython(note_relations, migrations.RunPython.noop),
    ]
