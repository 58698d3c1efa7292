"""``huying accounts``: the demo accounts, as ``huying serve --demo`` prints them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from huying.people.selectors import demo_accounts
from huying.people.services.demo import PASSWORD


class Command(BaseCommand):
    help = "Print the demo accounts: one line for each role, with one account as an example."

    def handle(self, *args: Any, **options: Any) -> None:
        """One line for each role; the sign-in page lists them all."""
        accounts = demo_accounts()
        if not accounts:
            self.stdout.write("no demo accounts here; `huying demo` makes them")
            return
        busy_first = sorted(accounts, key=lambda account: not account.answers)
        first = {account.held: account for account in reversed(busy_first)}
        self.stdout.write(
            f"演示账号 demo accounts (密码 password: {PASSWORD}); /accounts/login/ lists all {len(accounts)}"
        )
        for account in sorted(first.values(), key=accounts.index):
            where = f" · {account.unit.zh}" if account.unit else ""
            self.stdout.write(f"  {account.username:<24} {account.role.zh} {account.role.en}{where}")
