"""The addresses that the expression editor asks."""

from __future__ import annotations

from django.urls import URLPattern, path

from owj.client.studio.expressions.check import check_view
from owj.client.studio.expressions.words import words_view

urlpatterns: list[URLPattern] = [
    path("studio/expressions/words", words_view, name="expression_words"),
    path("studio/expressions/check", check_view, name="expression_check"),
]
