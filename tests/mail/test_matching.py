"""Whose a mail is: one client within the person's rights, else it waits."""

from __future__ import annotations

from tests.mail.posting import (
    COLLEAGUE,
    LOG,
    MANAGER,
    RESTORE,
    SENDER,
    THROW,
    Post,
    address_for,
    client_known_by,
    interactions_of,
    mail,
    mails_of,
    new_email,
)
from tests.schema.house import House, codes_of


async def test_a_mail_of_a_client_is_his_interaction_with_its_files_as_documents(
    house: House, post: Post
) -> None:
    email = new_email()
    client, to = await client_known_by(house, email.upper()), await address_for(house)
    message = mail(From=f"张三 <{email}>", To="zhou@firm.example.com", Subject="关于雪球产品")
    message.add_attachment("一,二\n".encode(), maintype="text", subtype="csv", filename="名单.csv")
    assert (await post.send(message, to))[0] == 250
    (kept,) = await interactions_of(house, client)
    assert (kept["kind"], kept["channel"], kept["direction"]) == ("email", "email", "in")
    assert (kept["summary"], kept["content"]) == ("关于雪球产品", "您好，请寄一份合同。")
    assert kept["at"] == "2026-11-20T02:00:00+00:00"
    assert {each["name"] for each in kept["documents"]} == {"关于雪球产品.eml", "名单.csv"}
    logged = next(m for m in await mails_of(house, state="logged") if m["client"]["id"] == client)
    assert logged["interaction"]["id"] == kept["id"]
    assert (logged["subject"], logged["text"]) == (None, None)  # it is the client's now


async def test_ones_own_mail_to_a_client_goes_out(house: House, post: Post) -> None:
    email = new_email()
    client, to = await client_known_by(house, email), await address_for(house)
    await post.send(mail(To=f"张三 <{email}>", Subject="给您的合同"), to)
    (kept,) = await interactions_of(house, client)
    assert (kept["direction"], kept["summary"]) == ("out", "给您的合同")


async def test_a_forward_is_logged_as_the_mail_that_it_passes_on(house: House, post: Post) -> None:
    email = new_email()
    client, to = await client_known_by(house, email), await address_for(house)
    head = f"发件人: 张三 <{email}>\n发送时间: 2026年11月18日 下午3:20\n收件人: {SENDER}\n主题: 赎回"
    text = f"存档\n\n{head}\n\n我想赎回。\n"
    await post.send(mail(text, To=to, Subject="转发: 赎回"), to)
    (kept,) = await interactions_of(house, client)
    assert (kept["summary"], kept["direction"], kept["at"]) == ("赎回", "in", "2026-11-18T07:20:00+00:00")
    assert kept["content"] == "存档\n\n我想赎回。"


async def test_a_forward_as_attachment_is_logged_and_known_again_as_the_same_mail(
    house: House, post: Post
) -> None:
    email = new_email()
    client, to = await client_known_by(house, email), await address_for(house)
    inner = mail("我想追加。\n", From=email, To=SENDER, Subject="追加")
    for note in ("请看", "再看"):
        outer = mail(note, To=to, Subject="Fwd: 追加")
        outer.add_attachment(inner)
        assert (await post.send(outer, to))[0] == 250
    (kept,) = await interactions_of(house, client)
    assert (kept["summary"], kept["direction"]) == ("追加", "in")
    both = [m for m in await mails_of(house, state="logged") if m["client"]["id"] == client]
    assert [m["interaction"]["id"] for m in both] == [kept["id"]] * 2


async def test_a_mail_of_nobody_waits_and_is_settled_by_hand(house: House, post: Post) -> None:
    client, to = await client_known_by(house, new_email()), await address_for(house)
    await post.send(mail(From="Fremd <stranger@example.com>", Subject="新邮箱来信"), to)
    (waiting,) = [m for m in await mails_of(house) if m["subject"] == "新邮箱来信"]
    assert (waiting["sender"], waiting["candidates"]) == ("Fremd <stranger@example.com>", [])
    asked = {"id": waiting["id"], "version": waiting["version"], "client": client}
    assert (await house.data(MANAGER, LOG, input=asked))["it"]["client"]["id"] == client
    (kept,) = await interactions_of(house, client)
    assert (kept["summary"], kept["direction"]) == ("新邮箱来信", "in")
    assert codes_of(await house.ask(MANAGER, LOG, input=asked)) == ["CONFLICT"]
    again = {**asked, "version": waiting["version"] + 1}
    assert codes_of(await house.ask(MANAGER, LOG, input=again)) == ["BAD_USER_INPUT"]
    assert len(await interactions_of(house, client)) == 1


async def test_a_mail_of_several_clients_waits_and_names_them(house: House, post: Post) -> None:
    email = new_email()
    clients = [await client_known_by(house, email) for _ in range(2)]
    await post.send(mail(From=email, Subject="夫妻共用邮箱"), await address_for(house))
    (waiting,) = [m for m in await mails_of(house) if m["subject"] == "夫妻共用邮箱"]
    assert sorted(each["id"] for each in waiting["candidates"]) == sorted(clients)
    assert not any([await interactions_of(house, client) for client in clients])


async def test_a_client_of_a_colleague_does_not_count_and_is_not_named(house: House, post: Post) -> None:
    email = new_email()
    theirs = await client_known_by(house, email, who=COLLEAGUE)
    to = await address_for(house)
    await post.send(mail(From=email, Subject="别人的客户"), to)
    (waiting,) = [m for m in await mails_of(house) if m["subject"] == "别人的客户"]
    assert waiting["candidates"] == []
    asked = {"id": waiting["id"], "version": waiting["version"], "client": theirs}
    assert codes_of(await house.ask(MANAGER, LOG, input=asked)) == ["NOT_FOUND"]
    # Of two who are known by it only his own is his to see: it is that one's.
    mine = await client_known_by(house, email)
    await post.send(mail(From=email, Subject="我的客户"), to)
    assert [each["summary"] for each in await interactions_of(house, mine)] == ["我的客户"]
    assert await interactions_of(house, theirs, COLLEAGUE) == []


async def test_nobody_sees_the_mails_of_a_colleague(house: House, post: Post) -> None:
    await post.send(mail(From="stranger@example.com", Subject="只给我"), await address_for(house))
    (waiting,) = [m for m in await mails_of(house) if m["subject"] == "只给我"]
    assert "只给我" not in [m["subject"] for m in await mails_of(house, COLLEAGUE)]
    mine = await client_known_by(house, new_email(), who=COLLEAGUE)
    tries: tuple[tuple[str, dict[str, str]], ...] = (
        (LOG, {"client": mine}),
        (THROW, {"reason": "x"}),
        (RESTORE, {}),
    )
    for document, more in tries:
        asked = {"id": waiting["id"], "version": waiting["version"], **more}
        assert codes_of(await house.ask(COLLEAGUE, document, input=asked)) == ["NOT_FOUND"]
    for who in ("executive", "compliance", "auditor", "policy_admin", "team_lead"):
        answer = await house.ask(who, "{ incomingMails { nodes { id } } }")
        assert codes_of(answer) == ["FORBIDDEN"], who
        one = "query($id: ID!) { node(id: $id) { id } }"
        assert (await house.data(who, one, id=waiting["id"]))["node"] is None


async def test_what_is_thrown_away_has_a_reason_and_can_be_brought_back_whole(
    house: House, post: Post
) -> None:
    await post.send(mail("仍在。\n", From="spam@example.com", Subject="广告"), await address_for(house))
    (waiting,) = [m for m in await mails_of(house) if m["subject"] == "广告"]
    asked = {"id": waiting["id"], "version": waiting["version"]}
    empty = await house.ask(MANAGER, THROW, input={**asked, "reason": "  "})
    assert empty["errors"][0]["extensions"]["params"] == {"field": "reason", "problem": "required"}
    gone = (await house.data(MANAGER, THROW, input={**asked, "reason": "广告"}))["it"]
    assert (gone["state"], gone["reason"]) == ("thrown", "广告")
    assert "广告" not in [m["subject"] for m in await mails_of(house)]
    back = (await house.data(MANAGER, RESTORE, input={"id": gone["id"], "version": gone["version"]}))["it"]
    assert (back["state"], back["subject"]) == ("open", "广告")
    client = await client_known_by(house, new_email())
    await house.data(MANAGER, LOG, input={"id": back["id"], "version": back["version"], "client": client})
    (kept,) = await interactions_of(house, client)
    assert kept["content"] == "仍在。"


async def test_an_archived_client_is_nobody_s_match(house: House, post: Post) -> None:
    email = new_email()
    client = await client_known_by(house, email)
    node = (await house.data(MANAGER, "query($id: ID!) { client(id: $id) { version } }", id=client))["client"]
    archive = "mutation($input: VersionedInput!) { archiveClient(input: $input) { id } }"
    await house.data("team_lead", archive, input={"id": client, "version": node["version"]})
    await post.send(mail(From=email, Subject="老客户"), await address_for(house))
    assert "老客户" in [m["subject"] for m in await mails_of(house)]
