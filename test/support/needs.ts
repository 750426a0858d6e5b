import { existsSync } from 'node:fs'

declare module 'vitest' {
  interface TaskMeta {
    /** What a skipped test would have needed. */
    needs?: string
  }
}

export const CHROMIUM = installed([
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
])

export const LIBREOFFICE = installed([
  '/usr/bin/soffice',
  '/usr/local/bin/soffice',
  '/opt/libreoffice/program/soffice',
  '/Applications/LibreOffice.app/Contents/MacOS/soffice',
])

export const SYSTEMD_ANALYZE = installed(['/usr/bin/systemd-analyze'])

export const OPENSSL = installed(['/usr/bin/openssl', '/usr/local/bin/openssl', '/opt/homebrew/bin/openssl'])

/** Options for a test or a suite that cannot run everywhere. */
export const needs = {
  chromium: unlessMissing(CHROMIUM !== undefined, 'Chromium'),
  libreoffice: unlessMissing(LIBREOFFICE !== undefined, 'LibreOffice'),
  systemd: unlessMissing(SYSTEMD_ANALYZE !== undefined, 'systemd-analyze'),
  openssl: unlessMissing(OPENSSL !== undefined, 'openssl'),
  /** Permissions do not bind the superuser. */
  ordinaryUser: unlessMissing(process.getuid?.() !== 0, 'a user who is not root'),
}

export function unlessMissing(isThere: boolean, what: string) {
  return isThere ? {} : { skip: true, meta: { needs: what } }
}

function installed(paths: readonly string[]): string | undefined {
  return paths.find((path) => existsSync(path))
}
