"""Drawings that the tests of the process studio begin with."""

from __future__ import annotations

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:owj="http://owj.example/bpmn/1.0" id="d" targetNamespace="http://owj.example/p">'
)


def drawing(inside: str) -> str:
    """Return a file with one process."""
    return (
        f'{HEAD}<bpmn:process id="p" isExecutable="true">{inside}</bpmn:process></bpmn:definitions>'
    )


def _flow(own_id: str, source: str, target: str, condition: str = "") -> str:
    written = condition.replace(">", "&gt;")
    inside = f"<bpmn:conditionExpression>{written}</bpmn:conditionExpression>" if written else ""
    return (
        f'<bpmn:sequenceFlow id="{own_id}" sourceRef="{source}" targetRef="{target}">'
        f"{inside}</bpmn:sequenceFlow>"
    )


def refund_drawing(limit: int = 50_000_000) -> str:
    """Return a refund: above a limit finance approves within 4 hours, else the director."""
    fields = '[{"name": "amount", "kind": "money", "fa": "مبلغ"}]'.replace('"', "&quot;")
    ways = '[{"value": "approved", "fa": "تأیید"}]'.replace('"', "&quot;")
    return drawing(
        '<bpmn:startEvent id="start"/>'
        f'<bpmn:userTask id="file" name="ثبت مبلغ" owj:fields="{fields}"/>'
        '<bpmn:exclusiveGateway id="large" default="small"/>'
        f'<bpmn:userTask id="finance" name="تأیید مالی" owj:outcomes="{ways}"/>'
        '<bpmn:boundaryEvent id="late" attachedToRef="finance"><bpmn:timerEventDefinition>'
        "<bpmn:timeDuration>PT4H</bpmn:timeDuration></bpmn:timerEventDefinition>"
        "</bpmn:boundaryEvent>"
        '<bpmn:userTask id="director" name="تأیید مدیر"/><bpmn:endEvent id="end"/>'
        + _flow("f1", "start", "file")
        + _flow("f2", "file", "large")
        + _flow("f3", "large", "finance", f"amount > {limit}")
        + _flow("small", "large", "end")
        + _flow("f4", "finance", "end")
        + _flow("f5", "late", "director")
        + _flow("f6", "director", "end")
    )
