"""Images: uploads are forms, only images are accepted, and their URLs can be loaded."""

from __future__ import annotations

import http.client
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

PNG = "\x89PNG\r\n\x1a\nand so on"
MOST = 10 * 1024 * 1024
KEY = {"Authorization": "Bearer sk_test_images"}
PART = b'Content-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n' + PNG.encode(
    "latin-1"
)


def send(api: Any, target: str, raw: bytes, content_type: str) -> tuple[int, list[str]]:
    """The status of a request with a raw body, and the codes of its errors."""
    import json

    from clerk_cli_sandbox.application import HTTPRequest

    headers = api.headers | {"content-type": content_type}
    response = api.sandbox.handle(HTTPRequest("POST", f"/v1{target}", headers, raw))
    errors = json.loads(response.body).get("errors", [])
    return response.status, [error["code"] for error in errors]


def load(api: Any, url: str, method: str = "GET", **headers: str) -> Any:
    from clerk_cli_sandbox.application import HTTPRequest

    path = urlsplit(url).path
    return api.sandbox.handle(HTTPRequest(method, path, headers))


@pytest.fixture
def user_id(make_user: Any) -> str:
    id: str = make_user(username="ada")["id"]
    return id


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        ("\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        ("GIF87a...", "image/gif"),
        ("GIF89a...", "image/gif"),
        ("RIFF\x1a\0\0\0WEBPVP8 ", "image/webp"),
        ("RIFF\n\0\0\0WEBPVP8 ", "image/webp"),
    ],
)
def test_an_image_is_served_as_it_was_uploaded(
    api: Any, user_id: str, content: str, media_type: str
) -> None:
    user = api.ok("POST", f"/users/{user_id}/profile_image", {"file": content})
    assert user["has_image"]
    image = load(api, user["image_url"])
    assert (image.status, image.body) == (200, content.encode("latin-1"))
    assert image.headers["Content-Type"] == media_type
    assert image.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "content",
    [
        "",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "PNG",
        "RIFF\1\0\0\0WAVE",
        "GIF88a",
        "BM\0\0",
    ],
)
def test_a_file_of_another_kind_is_refused(api: Any, user_id: str, content: str) -> None:
    path = f"/users/{user_id}/profile_image"
    assert api.errors("POST", path, {"file": content}) == (400, [("request_body_invalid", None)])
    assert not api.ok("GET", f"/users/{user_id}")["has_image"]


def test_an_image_may_have_ten_mebibytes(api: Any, user_id: str) -> None:
    path = f"/users/{user_id}/profile_image"
    largest = PNG + "x" * (MOST - len(PNG))
    assert api.ok("POST", path, {"file": largest})["has_image"]
    assert api.errors("POST", path, {"file": f"{largest}x"}) == (413, [("image_too_large", None)])


def test_a_file_is_required_and_a_text_is_not_one(api: Any, user_id: str) -> None:
    path = f"/users/{user_id}/profile_image"
    missing = (400, [("form_param_missing", "file")])
    assert api.errors("POST", path, {}) == missing
    assert api.errors("POST", path, {"file": 1}) == missing


@pytest.mark.parametrize(
    ("raw", "content_type"),
    [
        (b"--b\r\n" + PART + b"\r\n--b--", "multipart/form-data; boundary=b"),
        (b"ignored\r\n--b \r\n" + PART + b"\r\n--b--ignored", 'multipart/form-data; boundary="b"'),
        (b"--b\r\n" + PART + b"\r\n--b--\r\n", "Multipart/Form-Data; boundary=b"),
        (b"--b\r\nContent-Type: image/png\r\n" + PART + b"\r\n--b--",
         "multipart/form-data; boundary=b"),
    ],
)  # fmt: skip
def test_a_form_is_read(api: Any, user_id: str, raw: bytes, content_type: str) -> None:
    target = f"/users/{user_id}/profile_image"
    assert send(api, target, raw, content_type) == (200, [])
    url = api.ok("GET", f"/users/{user_id}")["image_url"]
    assert load(api, url).body == PNG.encode("latin-1")


@pytest.mark.parametrize(
    ("raw", "content_type", "status", "code"),
    [
        (b"{}", "application/json", 415, "unsupported_content_type"),
        (b"--b", "", 415, "unsupported_content_type"),
        (b"--b", "multipart/form-data", 400, "request_body_invalid"),
        (b"--b", "multipart/form-data; boundary=", 400, "request_body_invalid"),
        (b"--b", "multipart/form-data; boundary=\xfc", 400, "request_body_invalid"),
        (b"", "multipart/form-data; boundary=b", 400, "request_body_invalid"),
        (b"--b", "multipart/form-data; boundary=b", 400, "request_body_invalid"),
        (b"--b--", "multipart/form-data; boundary=b", 400, "form_param_missing"),
        (b"--b\r\n" + PART, "multipart/form-data; boundary=b", 400, "request_body_invalid"),
        (b"--b\r\n" + PART + b"\r\n--bc--", "multipart/form-data; boundary=b", 400,
         "request_body_invalid"),
        (b"--b\r\n" + PART + b"\r\n--b\r\n" + PART + b"\r\n--b--\r\n",
         "multipart/form-data; boundary=b", 400, "request_body_invalid"),
        (b"--b\r\nno head\r\n--b--", "multipart/form-data; boundary=b", 400,
         "request_body_invalid"),
        (b"--b\r\nX: y\r\n\r\nz\r\n--b--", "multipart/form-data; boundary=b", 400,
         "request_body_invalid"),
        (b"--b\r\nContent-Disposition: attachment; name=file\r\n\r\nz\r\n--b--",
         "multipart/form-data; boundary=b", 400, "request_body_invalid"),
        (b'--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n\xff\r\n--b--',
         "multipart/form-data; boundary=b", 400, "request_body_invalid"),
        ((b"--b\r\n" + PART + b"\r\n") * 101 + b"--b--", "multipart/form-data; boundary=b", 400,
         "request_body_invalid"),
    ],
)  # fmt: skip
def test_an_invalid_form_is_refused(
    api: Any, user_id: str, raw: bytes, content_type: str, status: int, code: str
) -> None:
    target = f"/users/{user_id}/profile_image"
    assert send(api, target, raw, content_type) == (status, [code])


def test_an_image_goes_when_it_is_replaced_or_deleted(api: Any, user_id: str) -> None:
    path = f"/users/{user_id}/profile_image"
    first = api.ok("POST", path, {"file": PNG})["image_url"]
    second = api.ok("POST", path, {"file": f"{PNG}!"})["image_url"]
    assert [load(api, url).status for url in (first, second)] == [404, 200]
    assert not api.ok("DELETE", path)["has_image"]
    assert load(api, second).status == 404
    assert api.errors("DELETE", path) == (404, [("image_not_found", None)])


def test_the_images_of_deleted_users_and_organizations_go(api: Any, user_id: str) -> None:
    api.ok("POST", "/organizations", {"name": "Acme", "created_by": user_id})
    organization = api.ok("GET", "/organizations")["data"][0]
    logo = api.ok("PUT", f"/organizations/{organization['id']}/logo", {"file": PNG})["image_url"]
    photo = api.ok("POST", f"/users/{user_id}/profile_image", {"file": PNG})["image_url"]
    api.ok("DELETE", f"/organizations/{organization['id']}")
    api.ok("DELETE", f"/users/{user_id}")
    assert [load(api, url).status for url in (logo, photo)] == [404, 404]


def test_an_uploader_must_exist(api: Any, user_id: str) -> None:
    id = api.ok("POST", "/organizations", {"name": "Acme"})["id"]
    body = {"file": PNG, "uploader_user_id": "user_nope"}
    assert api.errors("PUT", f"/organizations/{id}/logo", body)[0] == 404
    assert api.ok("PUT", f"/organizations/{id}/logo", body | {"uploader_user_id": user_id})


def test_an_unknown_field_of_a_form_is_refused(api: Any, user_id: str) -> None:
    body = {"file": PNG, "uploader_user_id": user_id}
    expected = (422, [("form_param_unknown", "uploader_user_id")])
    assert api.errors("POST", f"/users/{user_id}/profile_image", body) == expected


def test_everything_that_shows_a_user_has_the_image(api: Any, user_id: str) -> None:
    organization = api.ok("POST", "/organizations", {"name": "Acme", "created_by": user_id})
    url = api.ok("POST", f"/users/{user_id}/profile_image", {"file": PNG})["image_url"]
    path = f"/organizations/{organization['id']}/memberships"
    member = api.ok("GET", path)["data"][0]["public_user_data"]
    assert (member["image_url"], member["has_image"]) == (url, True)
    api.ok("GET", f"/users/{user_id}/billing/subscription")
    (item,) = api.ok("GET", "/billing/subscription_items?include_free=true")["data"]
    assert item["payer"]["image_url"] == url


def test_a_server_shows_the_url_that_it_serves_the_image_at(
    api: Any, user_id: str, served: str
) -> None:
    files = {"file": ("ä.png", PNG.encode("latin-1"))}
    url = f"{served}/v1/users/{user_id}"
    metadata = {"avatar": "http+sandbox://local/images/img_1"}
    api.ok("PATCH", f"/users/{user_id}/metadata", {"public_metadata": metadata})
    uploaded = requests.post(f"{url}/profile_image", files=files, headers=KEY, timeout=10).json()
    assert uploaded["image_url"].startswith(f"{served}/images/img_")
    assert uploaded["public_metadata"] == metadata
    image = requests.get(f"{uploaded['image_url']}?width=64", timeout=10)
    assert (image.content, image.headers["Content-Type"]) == (PNG.encode("latin-1"), "image/png")
    assert "immutable" in image.headers["Cache-Control"]
    by_another_name = requests.get(url, headers={**KEY, "Host": "localhost:99"}, timeout=10).json()
    assert by_another_name["image_url"].startswith("http://localhost:99/images/img_")
    in_process = api.ok("GET", f"/users/{user_id}")["image_url"]
    assert in_process.startswith("http+sandbox://local/images/img_")


def test_the_transport_of_the_cli_loads_an_image(api: Any, user_id: str) -> None:
    from clerk_cli_sandbox.transports.adapter import SandboxAdapter

    url = api.ok("POST", f"/users/{user_id}/profile_image", {"file": PNG})["image_url"]
    with requests.Session() as session:
        session.mount("http+sandbox://", SandboxAdapter(api.sandbox))
        image = session.get(url, timeout=10)
        assert (image.content, image.headers["Content-Type"]) == (
            PNG.encode("latin-1"),
            "image/png",
        )


def test_a_head_request_for_an_image_has_no_body(api: Any, user_id: str, served: str) -> None:
    url = api.ok("POST", f"/users/{user_id}/profile_image", {"file": PNG})["image_url"]
    connection = http.client.HTTPConnection(urlsplit(served).netloc, timeout=10)
    connection.request("HEAD", urlsplit(url).path)
    response = connection.getresponse()
    assert response.getheader("Content-Length") == str(len(PNG))
    assert response.read() == b""
    connection.close()


@pytest.mark.parametrize(
    "path", ["/images/", "/images/img_nope", "/images/../v1/users", "/images/%00"]
)
def test_an_image_that_does_not_exist_is_not_found(api: Any, path: str) -> None:
    assert load(api, path).status == 404


def test_images_can_only_be_read(api: Any) -> None:
    assert load(api, "/images/img_1", "DELETE").status == 405


def test_tokens_have_the_url_of_the_server(api: Any, user_id: str, served: str) -> None:
    pytest.importorskip("cryptography")
    import base64
    import json

    api.ok("POST", f"/users/{user_id}/profile_image", {"file": PNG})
    claims = {"picture": "{{user.image_url}}"}
    api.ok("POST", "/jwt_templates", {"name": "mine", "claims": claims})
    session = api.ok("POST", "/sessions", {"user_id": user_id})["id"]
    url = f"{served}/v1/sessions/{session}/tokens/mine"
    jwt = requests.post(url, headers=KEY, json={}, timeout=10).json()["jwt"]
    payload = json.loads(base64.urlsafe_b64decode(jwt.split(".")[1] + "=="))
    assert requests.get(payload["picture"], timeout=10).content == PNG.encode("latin-1")


def test_images_are_kept_in_the_file_and_in_snapshots(tmp_path: Any) -> None:
    from clerk_cli_sandbox.storage.images import StoredImage
    from clerk_cli_sandbox.storage.store import Store

    image = StoredImage("image/png", b"\0\xff")
    store = Store(tmp_path / "a.db")
    with store.transaction():
        store.images.put("img_1", image)
    store.copy_to(tmp_path / "b.db")
    store.clear()
    assert store.images.get("img_1") is None
    store.close()
    copy = Store(tmp_path / "b.db")
    assert copy.images.get("img_1") == image
    copy.close()


def test_a_refused_upload_keeps_the_older_image(api: Any, user_id: str) -> None:
    path = f"/users/{user_id}/profile_image"
    url = api.ok("POST", path, {"file": PNG})["image_url"]
    api.errors("POST", path, {"file": "no image"})
    assert load(api, url).status == 200
    assert api.ok("GET", f"/users/{user_id}")["image_url"] == url
