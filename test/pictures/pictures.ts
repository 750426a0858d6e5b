import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { projectFile } from '../../src/shell/project.ts'
import { CHROMIUM } from '../support/needs.ts'
import { startWeb } from '../support/web/web.ts'

/** The pictures of pages that the README shows: of whom, which page, and how wide and high. */
const PICTURES = [
  {
    name: 'page-item',
    as: 'SLSESEND',
    path: '/plans/thurrock-wsoa-2019/item?ref=C2',
    width: 390,
    height: 700,
  },
  { name: 'page-wall', as: 'SLSESEND', path: '/plans/thurrock-wsoa-2019/wall', width: 1_000, height: 700 },
] as const

const web = await startWeb()
await web.bot.say('update C2(a) amber new process drafted; two schools still to comment', { as: 'SLSESEND' })
await web.bot.say('update C2(e) red quarterly checks slipped twice', { as: 'SLSESEND' })
const browser = await chromium.launch({
  ...(CHROMIUM ? { executablePath: CHROMIUM } : {}),
  args: ['--no-sandbox'],
})
for (const { name, as, path, width, height } of PICTURES) {
  const page = await browser.newPage({ viewport: { width, height }, javaScriptEnabled: false })
  await page.goto(`${web.url}/open/${await web.linkFor(as)}`)
  await page.getByRole('button', { name: 'Sign in' }).press('Enter')
  await page.waitForURL(`${web.url}/`)
  await page.goto(web.url + path)
  await page.screenshot({ path: join(projectFile('docs/images'), `${name}.png`) })
  await page.close()
}
await browser.close()
await web.close()
