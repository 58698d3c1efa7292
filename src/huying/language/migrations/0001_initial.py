from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Training",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("trained_at", models.DateTimeField()),
                ("cases", models.PositiveIntegerField()),
                ("unit_accuracy", models.FloatField(null=True)),
                ("category_accuracy", models.FloatField(null=True)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("learnt", models.BinaryField()),
            ],
            options={
                "indexes": [],
                "constraints": [],
            },
        ),
    ]
