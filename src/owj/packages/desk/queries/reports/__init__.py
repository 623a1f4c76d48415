"""What managers ask of the desk as a whole; every figure can be opened as the list it counts."""

from owj.packages.desk.queries.reports.asked import (
    Figure,
    ListFilter,
    ReportFilter,
    may_see_all,
)
from owj.packages.desk.queries.reports.figures import (
    Kept,
    PromiseFigures,
    TimeFigure,
    TimeFigures,
    arrivals,
    promise_figures,
    time_figures,
)
from owj.packages.desk.queries.reports.listed import EXPORT_LIMIT, ListedPage, ListedRow, listed
from owj.packages.desk.queries.reports.loads import (
    AgentLoad,
    CustomerLoad,
    OpenNow,
    agent_loads,
    customer_loads,
    open_by_priority,
)
from owj.packages.desk.queries.reports.ranges import Preset, Span, Step, span_of
from owj.packages.desk.queries.reports.ratings import RatingFigures, Satisfaction, rating_figures

__all__ = [
    "EXPORT_LIMIT",
    "AgentLoad",
    "CustomerLoad",
    "Figure",
    "Kept",
    "ListFilter",
    "ListedPage",
    "ListedRow",
    "OpenNow",
    "Preset",
    "PromiseFigures",
    "RatingFigures",
    "ReportFilter",
    "Satisfaction",
    "Span",
    "Step",
    "TimeFigure",
    "TimeFigures",
    "agent_loads",
    "arrivals",
    "customer_loads",
    "listed",
    "may_see_all",
    "open_by_priority",
    "promise_figures",
    "rating_figures",
    "span_of",
    "time_figures",
]
