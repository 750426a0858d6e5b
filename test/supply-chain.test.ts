import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { projectFile } from '../src/shell/project.ts'

interface Locked {
  readonly resolved?: string
  readonly integrity?: string
  readonly hasInstallScript?: true
}

const { packages } = JSON.parse(readFileSync(projectFile('package-lock.json'), 'utf8')) as {
  packages: Readonly<Record<string, Locked>>
}
const own = JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as Readonly<Record<string, unknown>>
const allowScripts = own.allowScripts as Readonly<Record<string, boolean>>
const installed = Object.entries(packages).filter(([path]) => path !== '')

describe('what is installed', () => {
  test('has its hash in the lock file, which names no address to fetch it from', () => {
    const strays = installed.filter(
      ([, { resolved, integrity }]) => resolved !== undefined || !integrity?.startsWith('sha512-'),
    )
    expect(strays).toEqual([])
  })

  test('runs a script only if the package is named, and every other stops the installation', () => {
    const running = installed.filter(([, { hasInstallScript }]) => hasInstallScript)
    expect(running.map(([path]) => path.replace(/^.*node_modules\//, ''))).toEqual(Object.keys(allowScripts))
    expect(readFileSync(projectFile('.npmrc'), 'utf8')).toContain('strict-allow-scripts=true')
  })
})

describe('npm ci --omit=dev where nothing can be built', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'wsoa-deployed-'))
    copyFileSync(projectFile('prepare.js'), join(folder, 'prepare.js'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  })
  afterEach(() => rmSync(folder, { recursive: true }))
  const prepare = () => spawnSync(process.execPath, ['prepare.js'], { cwd: folder, encoding: 'utf8' })

  test('leaves what was built before as it is', () => {
    mkdirSync(join(folder, 'dist/src'), { recursive: true })
    writeFileSync(join(folder, 'dist/src/main.js'), '')
    expect(prepare()).toMatchObject({ status: 0, stdout: '', stderr: '' })
  })

  test('leaves npx a command to find, although no script of an unnamed package may run', () => {
    mkdirSync(join(folder, 'dist/src'), { recursive: true })
    writeFileSync(join(folder, 'dist/src/main.js'), "#!/usr/bin/env node\nconsole.log('said by wsoa')\n")
    const { name, version, type, bin, scripts } = own
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name, version, type, bin, scripts }))
    copyFileSync(projectFile('.npmrc'), join(folder, '.npmrc'))
    expect(prepare()).toMatchObject({ status: 0, stderr: '' })
    const env = { PATH: process.env.PATH, HOME: folder, npm_config_offline: 'true' }
    const said = spawnSync('npx wsoa', { cwd: folder, encoding: 'utf8', shell: true, env })
    expect(said).toMatchObject({ status: 0, stdout: 'said by wsoa\n' })
  })

  test('says what is missing if nothing was', () => {
    expect(prepare()).toMatchObject({ status: 1, stderr: expect.stringContaining('wsoa is not built here') })
  })
})
