"""Form fields of ours: a Jalali moment, several files."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from owj.kernel.errors import InvalidInput
from owj.ui.failures import words_of
from owj.ui.forms.moments import MomentPassed, parse_moment
from owj.ui.reading import current_page


class FutureMomentField(forms.CharField):
    """Reads a moment still to come, typed in Jalali in the workspace's zone; gives it in UTC."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=60, **options)

    def clean(self, value: Any) -> datetime | None:
        text = super().clean(value)
        if not text:
            return None
        page = current_page()
        try:
            moment = parse_moment(text, now=page.now, zone=page.workspace.tz)
            if moment <= page.now:
                raise MomentPassed(text=text)
        except InvalidInput as error:
            raise ValidationError(words_of(error), code=error.code) from error
        return moment


class SeveralFilesInput(forms.ClearableFileInput):
    """Lets the browser send more than one file under one name."""

    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Gives the list of files that came; each file is checked when it is stored."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> Sequence[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(SeveralFilesField, self).clean(file, initial) for file in files]
