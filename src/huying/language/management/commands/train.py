"""`huying train`: learn from the closed cases, and say what came of it."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from huying.clock import now
from huying.language.train import train


class Command(BaseCommand):
    help = "Learns from closed cases which unit handles what; run it nightly or after an import."

    def handle(self, *args: Any, **options: Any) -> None:
        training = train(now=now())
        self.stdout.write(_("已从 %(count)d 件办结件学习。") % {"count": training.cases})
        if training.unit_accuracy is None:
            self.stdout.write(_("办结件还不足以学习承办单位，暂按职责表建议。"))
            return
        self.stdout.write(
            _("抽出五分之一检验：首选单位正确率 %(share).1f%%。") % {"share": 100 * training.unit_accuracy}
        )
