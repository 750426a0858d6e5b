import { existsSync } from 'node:fs'

/** A LibreOffice of this machine's, if it has one. */
export const LIBREOFFICE = [
  '/usr/bin/soffice',
  '/usr/local/bin/soffice',
  '/opt/libreoffice/program/soffice',
  '/Applications/LibreOffice.app/Contents/MacOS/soffice',
].find((path) => existsSync(path))
