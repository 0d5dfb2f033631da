"""The sandbox over HTTP: Slack's Web API, response URLs, uploads and Socket Mode for the bot, and the page for people.

It listens on the loopback interface only, and answers only to the names of this machine.
"""

from __future__ import annotations

import base64
import json
import socket as sockets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl, unquote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import Receive, Scope, Send

from sandbox import answers, socket_server
from sandbox.clocks import Follow, Step
from sandbox.errors import SlackError
from sandbox.faults import Fault
from sandbox.methods import oauth
from sandbox.page import Page
from sandbox.people import Sandbox
from sandbox.records import Json
from sandbox.serving import HANG_UP, serving
from sandbox.tickets import use_response_url
from sandbox.web_api import METHODS, WebApi
from sandbox.workspace import Call, Workspace

LOOPBACK = "127.0.0.1"


class NoResponse(Response):
    """Closes the connection without a word: what a caller sees when an answer is lost on the way."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope[HANG_UP]()
        while (await receive())["type"] != "http.disconnect":
            pass


class SlackServer:
    """The endpoints that bots talk to."""

    def __init__(self, workspaces: list[Workspace]) -> None:
        self.workspaces = workspaces
        self.web_api = WebApi(workspaces)

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/api/{method}", self.call, methods=["GET", "POST"]),
            Route("/response/{ticket}", self.respond, methods=["POST"]),
            Route("/upload/{file}", self.upload, methods=["POST", "PUT"]),
            Route("/files/{file}/{name}", self.download),
            Route("/oauth/v2/authorize", self.authorize),
            Route("/archives/{channel}/{message}", self.go_to_message),
            WebSocketRoute("/link/", socket_server.accept(self.workspaces)),
        ]

    async def call(self, request: Request) -> Response:
        """One call of the Web API, with its arguments as JSON, form or query."""
        method = request.path_params["method"]
        body = await request.body()
        try:
            token, arguments = _read_arguments(request, body)
        except SlackError as refusal:
            return JSONResponse(refusal.answer())
        workspace = self.web_api.find_workspace(method, token, arguments)
        fault = workspace.faults.next(method)
        if fault and fault.kind != "timeout_after":
            return _fail(workspace, method, arguments, fault)
        answer = await run_in_threadpool(self.web_api.call, method, token, arguments)
        if fault:
            return NoResponse()
        if answer.get("error") == "ratelimited":
            retry_after = {"retry-after": str(answer.pop("retry_after", 1))}
            return JSONResponse(answer, 429, retry_after)
        scopes = METHODS[method].scopes if method in METHODS else ()
        granted = {
            "x-oauth-scopes": ",".join(sorted(workspace.app.scopes)),
            "x-accepted-oauth-scopes": ",".join(scopes),
        }
        return JSONResponse(
            answer, headers=granted if answer.get("error") not in ("not_authed", "invalid_auth") else None
        )

    async def respond(self, request: Request) -> Response:
        """A response_url: what the bot answers to something a person did, later than at once."""
        ticket_id = request.path_params["ticket"]
        workspace = self._holder(lambda each: ticket_id in each.response_urls)
        fault = workspace.faults.next("response_url")
        body = await request.body()
        if fault and fault.kind != "timeout_after":
            return _fail(workspace, "response_url", {}, fault)
        answer, status = await run_in_threadpool(_respond, workspace, ticket_id, body)
        return NoResponse() if fault else JSONResponse(answer, status)

    async def upload(self, request: Request) -> Response:
        """Step two of an upload: the bytes, plain or as a form."""
        file_id = request.path_params["file"]
        workspace = self._holder(lambda each: file_id in each.files)
        fault = workspace.faults.next("upload")
        if fault and fault.kind != "timeout_after":
            return _fail(workspace, "upload", {}, fault)
        file = workspace.files.get(file_id)
        if file is None:
            return PlainTextResponse("Not Found", 404)
        content = _file_content(request, await request.body())
        if len(content) != file.size:
            return PlainTextResponse(f"Bad Request: {len(content)} bytes, {file.size} were announced", 400)
        file.content = content
        return NoResponse() if fault else PlainTextResponse(f"OK - {len(content)}")

    async def download(self, request: Request) -> Response:
        """A file's bytes. Pictures and text only are shown in place; no browser runs what was uploaded."""
        for workspace in self.workspaces:
            file = workspace.files.get(request.path_params["file"])
            if file is not None and file.content is not None and file.completed_at is not None:
                shown = file.mimetype in ("image/png", "image/jpeg", "image/gif")
                headers = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox"}
                headers["content-disposition"] = "inline" if shown else "attachment"
                return Response(file.content, media_type=file.mimetype, headers=headers)
        return PlainTextResponse("Not Found", 404)

    async def authorize(self, request: Request) -> Response:
        """The page where a person allows the app, already clicked: back to the app with a code."""
        query = dict(request.query_params)
        workspace = self._holder(lambda each: each.team.id == query.get("team"))
        admins = [user.id for user in workspace.users.values() if user.is_admin]
        try:
            return RedirectResponse(oauth.authorize(workspace, query, admins[0]), 302)
        except SlackError as refusal:
            return PlainTextResponse(refusal.error, 400)

    async def go_to_message(self, request: Request) -> Response:
        """A permalink: the page, opened at that channel."""
        number = request.path_params["message"].removeprefix("p")
        channel = request.path_params["channel"]
        if not (channel.isalnum() and number.isdigit()):
            return PlainTextResponse("Not Found", 404)
        return RedirectResponse(f"/#in={channel}", 302)

    def _holder(self, holds: Callable[[Workspace], bool]) -> Workspace:
        return next(filter(holds, self.workspaces), self.workspaces[0])


def application(*served: Workspace | Sandbox, on_clock: Follow = lambda _now: Step()) -> tuple[Starlette, Page | None]:
    """The ASGI application over these workspaces, and the page of the first that comes with its people."""
    workspaces = [each.workspace if isinstance(each, Sandbox) else each for each in served]
    sandboxes = [each for each in served if isinstance(each, Sandbox)]
    page = Page(sandboxes[0], on_clock) if sandboxes else None
    routes = SlackServer(workspaces).routes() + (page.routes() if page else [])
    names = Middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])
    return Starlette(routes=routes, middleware=[names]), page


def listen(port: int = 0) -> sockets.socket:
    """A socket on the loopback interface; port 0 takes a free one."""
    listener = sockets.create_server((LOOPBACK, port))
    # connections inherit it; asyncio's own way finds no protocol in this socket, and an answer's body waits for 40 ms
    listener.setsockopt(sockets.IPPROTO_TCP, sockets.TCP_NODELAY, 1)
    return listener


@contextmanager
def running(
    *served: Workspace | Sandbox,
    port: int = 0,
    listener: sockets.socket | None = None,
    on_clock: Follow = lambda _now: Step(),
) -> Iterator[str]:
    """Serve workspaces in a thread while the block runs; yields the address, such as http://127.0.0.1:40123.

    `listener` is one that `listen` gave; it is closed at the end. `on_clock` is called with each time that the clock
    comes by when it is moved on the page.
    """
    listener = listener or listen(port)
    address = f"http://{LOOPBACK}:{listener.getsockname()[1]}"
    for each in served:
        (each.workspace if isinstance(each, Sandbox) else each).url = address
    app, page = application(*served, on_clock=on_clock)
    with serving(app, listener, before_stop=page.watchers.close if page else lambda: None):
        yield address


def _read_arguments(request: Request, body: bytes) -> tuple[str | None, Json]:
    """Token and arguments. A token counts in the header, a form or the query, but not inside JSON, as at Slack."""
    arguments: Json = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json" and body:
        try:
            sent = json.loads(body)
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(sent, dict):
            raise SlackError("json_not_object")
        sent.pop("token", None)
        arguments |= sent
    elif kind == "multipart/form-data":
        arguments |= {name: content.decode() for name, content in _parts(content_type, body).items()}
    elif body:
        arguments |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    token = arguments.pop("token", None)
    scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        token = credentials.strip()
    elif scheme.lower() == "basic":
        client, _, secret = base64.b64decode(credentials).decode().partition(":")
        arguments |= {"client_id": unquote(client), "client_secret": unquote(secret)}
    return token, arguments


def _parts(content_type: str, body: bytes) -> dict[str, bytes]:
    """The parts of a multipart form, by name."""
    message = BytesParser(policy=HTTP).parsebytes(f"content-type: {content_type}\r\n\r\n".encode() + body)
    parts = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        parts[str(name)] = bytes(part.get_payload(decode=True) or b"")
    return parts


def _file_content(request: Request, body: bytes) -> bytes:
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith("multipart/form-data"):
        return body
    parts = _parts(content_type, body)
    return next(iter(parts.values()), b"")


def _respond(workspace: Workspace, ticket_id: str, body: bytes) -> tuple[Json, int]:
    """Take what came to a response_url. Spent and unknown ones are 404, contents that Slack refuses 400."""
    try:
        ticket = use_response_url(workspace, ticket_id)
    except SlackError as refusal:
        return refusal.answer(), 404
    try:
        content = json.loads(body)
    except ValueError:
        return {"ok": False, "error": "invalid_payload"}, 400
    try:
        answers.take_response(workspace, ticket, content)
    except SlackError as refusal:
        answer, status = {"ok": False, "error": refusal.error}, 400
    else:
        answer, status = {"ok": True}, 200
    workspace.note(Call("response_url", content, workspace.clock(), answer))
    return answer, status


def _fail(workspace: Workspace, method: str, arguments: Json, fault: Fault) -> Response:
    """Answer as the fault demands; nothing was done."""
    answer: Json = {"ok": False, "error": fault.slack_error or fault.kind}
    response: Response
    if fault.kind == "rate_limited":
        answer = {"ok": False, "error": "ratelimited"}
        response = JSONResponse(answer, 429, {"retry-after": str(fault.retry_after)})
    elif fault.kind == "server_error":
        response = PlainTextResponse("Internal Server Error", 500)
    elif fault.kind == "rubbish":
        response = HTMLResponse("<!doctype html><title>Slack</title><p>Something is not right.")
    else:
        response = JSONResponse(answer)
    workspace.note(Call(method, arguments, workspace.clock(), answer))
    return response
