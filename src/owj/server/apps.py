"""The Django application of this room."""

from django.apps import AppConfig


class ServerConfig(AppConfig):
    """Registers this room with Django."""

    name = "owj.server"
    label = "server"

    def ready(self) -> None:
        """Let channels and roles register themselves: every process may write and ask rights."""
        from owj.server.activity import news, watching
        from owj.server.configuration.drafted import CARRIED
        from owj.server.identity import access_letters
        from owj.server.identity.role_keys import add_role_keys
        from owj.server.layouts import dependents as uses_in_layouts
        from owj.server.outbox import email, sms
        from owj.server.processes.tasks import files as files_of_tasks
        from owj.server.processes.tasks import overdue
        from owj.server.processes.triggers import on_rows_written
        from owj.server.processes.work import (
            decision_work,
            document_work,
            http_work,
            leave_work,
            letter_work,
            process_work,
            record_work,
        )
        from owj.server.records import sync
        from owj.server.records.access import register_hub_reach
        from owj.server.records.reacting import register_write_reaction
        from owj.server.records.rights import register_rights_source
        from owj.server.roles import dependents as uses_in_rights
        from owj.server.roles.known import own_role_keys
        from owj.server.roles.sharing import hub_reach
        from owj.server.roles.source import rights_from_roles
        from owj.server.schema import purging
        from owj.server.schema import services as drafts
        from owj.server.schema.beside import register_beside
        from owj.server.schema.checks import register_schema_check
        from owj.server.schema.computed_checks import computed_problems
        from owj.server.schema.kinds import services as kinds

        register_schema_check(computed_problems)
        register_beside(CARRIED)
        add_role_keys(own_role_keys)
        register_rights_source(rights_from_roles)
        register_hub_reach(hub_reach)

        register_write_reaction(on_rows_written)
        self.reactions = (news, watching)
        self.rests_of_versions = (sync, drafts, purging, kinds)
        from owj.server.payments import sandbox
        from owj.server.webhooks import sending as webhook_sending

        self.channel_modules = (email, sms, access_letters, webhook_sending)
        self.gateway_modules = (sandbox,)
        self.asked_for_dependents = (uses_in_layouts, uses_in_rights)
        self.task_modules = (files_of_tasks, overdue)
        self.work_modules = (
            record_work,
            decision_work,
            letter_work,
            http_work,
            process_work,
            leave_work,
            document_work,
        )
