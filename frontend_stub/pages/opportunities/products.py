"""What the company sells: the codes that registrations name, and for sales adding, renaming and ending them."""

from frontend_stub.site import forms
from frontend_stub.site.page import Json, Page, Visit, paging

PATH = "/opportunities/products"
MANAGES = "product:manage"
_PLACE = (
    forms.taking("productId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)


def _there(payload: Json) -> str:
    return f"{PATH}/{payload['product']['id']}"


def _list(_payload: Json) -> str:
    return PATH


ADD = forms.Form(
    operation="ProductAdd", then=_list,
    fields=(forms.taking("code", required=True), forms.taking("name", required=True)),
)  # fmt: skip
RENAME = forms.Form(operation="ProductRename", then=_there, fields=(*_PLACE, forms.taking("name", required=True)))
END = forms.Form(operation="ProductEnd", then=_there, fields=_PLACE)


def _may(_visit: Visit, data: Json) -> Json:
    return {"may_manage": MANAGES in data["viewer"]["permissions"]}


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


PAGES = (
    Page(
        path=PATH, operation="ProductList", template="opportunities/products.html", variables=paging, extras=_may,
        forms=(ADD,), reads=("viewer.permissions",),
    ),
    Page(
        path=f"{PATH}/{{id}}", operation="ProductDetail", template="opportunities/product.html", variables=_one,
        required=("product",), extras=_may, forms=(RENAME, END), reads=("viewer.permissions",),
    ),
)  # fmt: skip
