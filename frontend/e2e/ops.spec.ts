import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsNow } from './faults'
import { ask, base, launch, ready, signIn, type Visit } from './house'

describe.skipIf(!ready)('operations', () => {
  let browser: Browser
  let visit: Visit
  beforeAll(async () => {
    browser = await launch()
    visit = await signIn(browser, 'operations')
  })
  afterAll(async () => {
    await browser?.close()
    expect(visit?.faults).toEqual([])
  })

  test('queues and workers are told; exports rest under a reason, and the toast lets them go on', async () => {
    const { page } = visit
    await page.goto(`${base}/ops`)
    const queues = page.getByRole('region', { name: '队列' })
    await queues.getByRole('row', { name: /自动化运行/ }).waitFor()
    await page.getByRole('region', { name: '工作进程' }).getByRole('row').nth(1).waitFor()
    expect(await faultsNow(page)).toEqual([])
    await queues.getByRole('button', { name: '暂停：导出' }).click()
    const dialog = page.getByRole('dialog', { name: '暂停：导出' })
    await dialog.getByRole('textbox').fill('机房搬迁')
    expect(await faultsNow(page)).toEqual([])
    await page.keyboard.press('Enter')
    await dialog.waitFor({ state: 'detached' })
    await queues.getByText('机房搬迁').waitFor()
    const resting = async () =>
      (await ask<{ ops: { pauses: { kind: string }[] } }>(page, '{ ops { pauses { kind } } }')).ops.pauses
    expect(await resting()).toEqual([{ kind: 'exports' }])
    await page.getByRole('button', { name: '撤销' }).click()
    await queues.getByText('机房搬迁').waitFor({ state: 'detached' })
    expect(await resting()).toEqual([])
    expect(await faultsNow(page)).toEqual([])
  })

  test('what waits is looked at again without a hand: a run that failed appears', async () => {
    const { page } = visit
    await page.goto(`${base}/ops`)
    await page
      .getByText('没有需要处理的运行。')
      .or(page.getByRole('region', { name: '需要处理的运行' }))
      .first()
      .waitFor()
    const { createAutomation: made } = await ask<{ createAutomation: { id: string } }>(
      page,
      'mutation Make { createAutomation(input: { zh: "运维见此失败", en: "Keepers see it fail" }) { id } }',
    )
    const { approvalKinds, clients, tags } = await ask<{
      approvalKinds: { id: string; about: string }[]
      tags: { id: string; rule: object | null; exclusiveGroup: string | null }[]
      clients: { nodes: { id: string; tags: { id: string }[] }[] }
    }>(
      page,
      `{ approvalKinds { id about } tags { id rule { number } exclusiveGroup }
         clients(first: 20, filter: { state: { eq: "existing" } }) { nodes { id tags { id } } } }`,
    )
    const tag = tags.find(({ rule, exclusiveGroup }) => !rule && !exclusiveGroup)?.id ?? ''
    const client = clients.nodes.find((each) => !each.tags.some(({ id }) => id === tag))?.id ?? ''
    const approval = approvalKinds.find(({ about }) => about === 'journey')?.id
    const content = {
      zh: '运维见此失败',
      en: 'Keepers see it fail',
      trigger: { kind: 'event', event: 'tag.given', where: { tag: [tag] } },
      steps: [{ id: 'ask', kind: 'request_approval', approval, title: '{client.name}' }],
    }
    const { publishAutomation: put } = await ask<{ publishAutomation: { version: number } }>(
      page,
      'mutation Put($input: PublishAutomationInput!) { publishAutomation(input: $input) { version } }',
      { input: { automation: made.id, base: 0, content } },
    )
    await ask(page, 'mutation On($input: SwitchAutomationInput!) { switchAutomation(input: $input) { on } }', {
      input: { id: made.id, version: put.version, on: true },
    })
    await ask(page, 'mutation Tag($input: TagClientInput!) { tagClient(input: $input) { id } }', {
      input: { client, tag },
    })
    await page.getByRole('link', { name: '运维见此失败' }).waitFor({ timeout: 30_000 })
    await page.getByRole('link', { name: '运维见此失败' }).click()
    await page
      .getByRole('row', { name: /运维见此失败/ })
      .first()
      .waitFor()
    expect(await faultsNow(page)).toEqual([])
  })
})
