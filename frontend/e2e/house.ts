/**
 * What the browser stories share: the browser, the people, the way in.
 *
 * STARTRAIL_URL and STARTRAIL_DEMO_PASSWORD name a running product with its demo firm; STARTRAIL_CHROMIUM a browser.
 */
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core'

export const base = process.env.STARTRAIL_URL ?? ''
export const password = process.env.STARTRAIL_DEMO_PASSWORD ?? ''
/** Stories need a product; without one they are skipped, and the runner says so. */
export const ready = base !== '' && password !== ''

/** The looks in which pages are held to WCAG: both languages, both themes, desk and phone. Each part in each: design.spec. */
export const LOOKS = [
  ['zh-CN', 'light', false],
  ['en', 'dark', true],
] as const

/** Debian's Chromium without a sandbox of its own: the tests run as root in containers. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.STARTRAIL_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

export type Visit = { page: Page; context: BrowserContext; faults: string[] }
export type Look = { locale?: 'zh-CN' | 'en'; theme?: 'light' | 'dark'; phone?: boolean }

const GRAPHQL = { 'content-type': 'application/json', 'x-startrail': '1', 'x-story': '1' }

/** What the app itself asked by a text of its own; it has to ask by id (the product takes free text for the stories). */
function freeDocument(request: Request): string | undefined {
  if (request.method() !== 'POST' || new URL(request.url()).pathname !== '/graphql') return undefined
  if (request.headers()['x-story'] || new URL(request.frame().url()).pathname === '/explore') return undefined
  return (request.postDataJSON() as { query?: string }).query
}

/** One GraphQL operation in the name of whoever is signed in on the page. Throws the first error's message. */
export async function ask<Answer>(page: Page, query: string, variables: object = {}): Promise<Answer> {
  const answer = await page.evaluate(
    async ([text, values, headers]) => {
      const response = await fetch('/graphql', {
        method: 'POST',
        headers: headers as Record<string, string>,
        body: JSON.stringify({ query: text, variables: values }),
      })
      return response.json()
    },
    [query, variables, GRAPHQL] as const,
  )
  if (answer.errors) throw new Error(answer.errors[0].message)
  return answer.data as Answer
}

/**
 * A browser of its own in which `who` (e.g. "manager") has signed in through the form.
 *
 * `faults` collects uncaught exceptions, what the page's content policy refused, and documents that the app sent as
 * text; a story ends with none.
 */
export async function signIn(
  browser: Browser,
  who: string,
  { locale = 'zh-CN', theme = 'light', phone }: Look = {},
): Promise<Visit> {
  const context = await browser.newContext({
    locale,
    viewport: phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    ...(phone ? { hasTouch: true, isMobile: true } : {}),
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('request', (request) => {
    const text = freeDocument(request)
    if (text) faults.push(`free document: ${text}`)
  })
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Refused to/.test(message.text()))
      faults.push(message.text())
  })
  await page.goto(`${base}/login`)
  await page.locator('input[type=email]').fill(`${who}@demo.startrail.local`)
  await page.locator('input[type=password]').fill(password)
  await page.locator('button[type=submit]').click()
  await page.getByRole('navigation').first().waitFor()
  // Preferences are kept with the person; each story states its own.
  await ask(page, 'mutation Look($input: PreferencesInput!) { updatePreferences(input: $input) { locale } }', {
    input: { locale, theme },
  })
  await page.reload()
  await page.getByRole('navigation').first().waitFor()
  return { page, context, faults }
}

export type Found = { id: string; name: string; namePinyin: string; version: number }

/** A client that the signed-in manager owns, the largest first. */
export async function ownClient(page: Page, skip = 0): Promise<Found> {
  const { viewer } = await ask<{ viewer: { user: { id: string } } }>(page, '{ viewer { user { id } } }')
  const { clients } = await ask<{ clients: { nodes: Found[] } }>(
    page,
    `query Own($me: ID!) { clients(filter: { owner: { eq: $me }, kind: { eq: "individual" }, state: { eq: "existing" } }, orderBy: [{ field: AUM, direction: DESC }], first: 20) {
       nodes { id name namePinyin version } } }`,
    { me: viewer.user.id },
  )
  const client = clients.nodes[skip]
  if (!client) throw new Error('the demo manager owns too few clients')
  return client
}

/** Opens a client's page and waits until it is there. */
export async function openClient(page: Page, id: string): Promise<void> {
  await page.goto(`${base}/clients/${id}`)
  await page.getByRole('tablist').waitFor()
}
