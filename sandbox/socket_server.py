"""The websocket that a bot in Socket Mode connects to."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from starlette.websockets import WebSocket, WebSocketDisconnect

from sandbox.socket import Connection, hello
from sandbox.workspace import Workspace


def accept(workspaces: Sequence[Workspace]) -> Callable[[WebSocket], Awaitable[None]]:
    """The endpoint for these workspaces. A ticket from `apps.connections.open` opens one connection."""

    async def connect(websocket: WebSocket) -> None:
        ticket = websocket.query_params.get("ticket", "")
        for workspace in workspaces:
            if ticket in workspace.tickets:
                workspace.tickets.discard(ticket)
                await websocket.accept()
                await _serve(workspace, websocket)
                return
        await websocket.close(code=4001)

    return connect


async def _serve(workspace: Workspace, websocket: WebSocket) -> None:
    loop = asyncio.get_running_loop()
    outgoing: asyncio.Queue[str | None] = asyncio.Queue()

    def put(text: str | None) -> None:
        loop.call_soon_threadsafe(outgoing.put_nowait, text)

    async def write() -> None:
        while (text := await outgoing.get()) is not None:
            await websocket.send_text(text)
        await websocket.close(code=1000)

    connection = Connection(send_text=put, close=lambda: put(None))
    await websocket.send_text(hello(workspace.app.id, workspace.link.connected + 1))
    workspace.link.attach(connection)
    workspace.announce("state")
    writer = asyncio.create_task(write())
    try:
        while True:
            workspace.link.receive(await websocket.receive_text())
    except WebSocketDisconnect:
        pass
    finally:
        workspace.link.detach(connection)
        workspace.announce("state")
        writer.cancel()
