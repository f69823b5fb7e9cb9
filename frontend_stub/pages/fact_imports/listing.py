"""All files that were sent to be taken in: of facts, and the reader's own lists of partners and people."""

from frontend_stub.site import forms
from frontend_stub.site.page import Json, Page, Visit, paging

PATH = "/imports"
LISTS = "/org/imports"
MOST = 25
"""Files of facts on a page; of lists as many stand on the first."""


def there(payload: Json) -> str:
    return f"{PATH}/{payload['factImport']['id']}"


START = forms.Form(
    operation="FactImportStart", then=there,
    fields=(
        forms.taking("fileId", required=True), forms.taking("source", required=True), forms.taking("sheet"),
        forms.taking("kept"),
    ),
)  # fmt: skip


def _variables(visit: Visit) -> Json:
    return paging(visit, MOST)


def _list(visit: Visit, data: Json) -> Json:
    """Both kinds in one list, the newest first; further pages go on with facts."""
    facts = (data["factImports"] or {"nodes": []})["nodes"]
    is_first = not (visit.query.get("after") or visit.query.get("before"))
    lists: Json = (data["importJobs"] or {"nodes": [], "totalCount": 0}) if is_first else {"nodes": [], "totalCount": 0}
    found = [{"is_facts": True, "href": f"{PATH}/{each['id']}", "it": each} for each in facts]
    found += [{"is_facts": False, "href": f"{LISTS}/{each['id']}", "it": each} for each in lists["nodes"]]
    partners = [(each["id"], each["name"]) for each in (data["partners"] or {"nodes": []})["nodes"]]
    return {
        "items": sorted(found, key=lambda each: str(each["it"]["createdAt"]), reverse=True),
        "more_lists": lists["totalCount"] > len(lists["nodes"]),
        "firms": partners,
        "kept": [(each["name"], each["name"]) for each in data["factMappings"] or ()],
        "may_send": {"fact:record", "file:upload"} <= {*data["viewer"]["permissions"]} and bool(partners),
    }


PAGES = (
    Page(
        path=PATH, operation="FactImportList", template="fact_imports/list.html", variables=_variables, extras=_list,
        forms=(START,),
        reads=(
            "viewer.permissions", "partners.nodes.id", "partners.nodes.name", "factMappings.name",
            "importJobs.totalCount",
            *(f"factImports.nodes.{name}" for name in (
                "id", "name", "status", "createdAt", "rowCount", "doneCount", "refusedCount", "source", "side",
                "partner.name", "madeBy",
            )),
            *(f"importJobs.nodes.{name}" for name in (
                "id", "name", "status", "createdAt", "rowCount", "doneCount", "faultyCount", "kind",
            )),
        ),
    ),
)  # fmt: skip
