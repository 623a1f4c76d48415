"""Lists that people keep under a name: conditions, order and columns of the inbox."""

from __future__ import annotations

from owj.server.records import DateTime, Entity, Label, Link, Number, Text, UserLink

NAME_LIMIT = 60
ADDRESS_LIMIT = 1000


class SavedView(Entity):
    """One kept list. address: its query string, as the inbox reads it.

    shared_with: the roles that see it too, as "|agent|admin|"; empty: its owner alone.
    position: its place among its owner's. removed_at: since when it is gone, until that is undone.
    """

    key, label = "saved_view", Label("نمای ذخیره‌شده", "Saved view")

    owner = UserLink(Label("صاحب", "Owner"), required=True)
    owner_id: int
    name = Text(Label("نام", "Name"), required=True, max_length=NAME_LIMIT)
    address = Text(Label("نشانی", "Address"), max_length=ADDRESS_LIMIT)
    shared_with = Text(Label("نقش‌ها", "Roles"), max_length=120)
    position = Number(Label("جایگاه", "Position"), default=0)
    removed_at = DateTime(Label("حذف‌شده", "Removed at"))

    class Meta:
        plural = Label("نماهای ذخیره‌شده", "Saved views")
        title = "name"
        indexes = (("owner", "position", "id"),)

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that see it beside its owner."""
        return tuple(role for role in self.shared_with.split("|") if role)


class DefaultView(Entity):
    """The list with which a person's inbox opens."""

    key, label = "default_view", Label("نمای پیش‌فرض", "Default view")

    user = UserLink(Label("کاربر", "User"), required=True)
    user_id: int
    view = Link(SavedView, Label("نما", "View"), required=True, on_delete="cascade")
    view_id: int

    class Meta:
        plural = Label("نماهای پیش‌فرض", "Default views")
        unique = (("user",),)
