"""What downloads refuse."""

from __future__ import annotations

from owj.kernel.errors import Conflict, InvalidInput, NotAllowed


class OnlyPublishers(NotAllowed):
    """Say that downloads are published by whoever leads."""

    code = "download.only_publishers"
    message = "Only project managers and administrators publish downloads."


class DownloadEmpty(InvalidInput):
    """Say that a download has something to give."""

    code = "download.empty"
    message = "Attach a file, or write the https address it is downloaded from."


class DownloadAhead(Conflict):
    """Say that a download is announced and not published yet."""

    code = "download.ahead"
    message = "“%(title)s” is announced; it is published on its day."


class DownloadLapsed(Conflict):
    """Say that a download needs a warranty that runs. data: contract, title, reason."""

    code = "download.lapsed"
    message = (
        "“%(title)s” needs a warranty that runs, and that of “%(contract)s” has ended: renew it. "
        "Releases that came while it ran stay yours."
    )


class NotInFreeYear(Conflict):
    """Say that the plan gives a service from the first renewal on."""

    code = "download.not_in_free_year"
    message = "“%(title)s” is given from the first renewal on."
