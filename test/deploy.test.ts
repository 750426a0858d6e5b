import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { networkDriveOf } from '../data/engine/sqlite/network-drive.ts'
import { SECRETS } from '../src/settings.ts'
import { projectFile } from '../src/shell/project.ts'
import { needs, SYSTEMD_ANALYZE } from './support/needs.ts'

const UNITS = projectFile('deploy/systemd')
const text = (file: string) => readFileSync(projectFile(file), 'utf8')

describe('the units for systemd', () => {
  test('are in order', needs.systemd, () => {
    const units = readdirSync(UNITS).map((name) => join(UNITS, name))
    const { status, stdout, stderr } = spawnSync(SYSTEMD_ANALYZE ?? '', ['verify', ...units], {
      encoding: 'utf8',
    })
    expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' })
  })

  test.each(['wsoa.service', 'wsoa-backup.service'])(
    '%s is exposed by 2.0 at most, of 10',
    needs.systemd,
    (unit) => {
      const args = ['security', '--no-pager', '--offline=true', '--threshold=20', join(UNITS, unit)]
      const { status, stdout } = spawnSync(SYSTEMD_ANALYZE ?? '', args, { encoding: 'utf8' })
      expect({ status, level: stdout.match(/Overall exposure level .*/)?.[0] }).toMatchObject({ status: 0 })
    },
  )

  test('are hardened by the same lines, in the same order', () => {
    const hardening = (unit: string) =>
      text(`deploy/systemd/${unit}`)
        .match(/^# It may change its own folder.*\n((?:.+\n)*?)# Not MemoryDenyWriteExecute/m)?.[1]
        ?.split('\n')
    expect(hardening('wsoa.service')?.length).toBeGreaterThan(25)
    expect(hardening('wsoa-backup.service')).toEqual(hardening('wsoa.service'))
  })

  test('back up by the timer alone, and the container by BACKUP_AT alone', () => {
    for (const unit of readdirSync(UNITS)) expect(text(`deploy/systemd/${unit}`)).not.toContain('BACKUP_AT')
    expect(text('deploy/systemd/wsoa-backup.timer')).toMatch(/^OnCalendar=/m)
    expect(text('compose.yaml')).toContain('BACKUP_AT:')
  })

  test('start what a release holds, and hand secrets over as credentials', () => {
    const unit = text('deploy/systemd/wsoa.service')
    expect(unit).toContain('ExecStart=/usr/bin/node /opt/wsoa/dist/src/main.js start\n')
    expect(unit).toContain('LoadCredential=wsoa:/etc/wsoa/credentials\n')
    for (const name of SECRETS.filter((each) => each !== 'DATABASE_URL'))
      expect(unit).not.toContain(`${name}=`)
  })
})

describe('the container', () => {
  interface Compose {
    readonly services: { readonly wsoa: Readonly<Record<string, unknown>> }
  }

  test('runs as nobody in particular, on a root that cannot be written, with one volume', () => {
    const { services } = parse(text('compose.yaml')) as Compose
    expect(services.wsoa).toMatchObject({
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      volumes: ['wsoa:/data'],
    })
    const file = text('Dockerfile')
    expect(file).toMatch(/^USER 10001:10001$/m)
    expect(file.match(/^VOLUME .*$/gm)).toEqual(['VOLUME /data'])
    expect(file).toMatch(/^HEALTHCHECK .* CMD \["node", ".*", "healthcheck"\]$/m)
  })

  test('is built without settings, databases and history', () => {
    const lines = text('.dockerignore').split('\n')
    expect(lines).toContain('*')
    for (const name of ['.git', '.env', 'var', 'node_modules', 'test'])
      expect(lines).not.toContain(`!${name}`)
  })

  test('is not built where the tools are missing, and one line says so', () => {
    const said = execFileSync('/bin/bash', [projectFile('.ci/container')], {
      encoding: 'utf8',
      env: { PATH: '/nowhere' },
    })
    expect(said).toBe('container: skipped, since there is no buildah\n')
  })
})

test.each([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [-11317950, 'CIFS'],
  [0x01021997, '9P'],
])('the file system %i is a network drive: %s', (type, kind) => {
  expect(networkDriveOf(type)).toBe(kind)
})

test.each([0xef53, 0x58465342, 0x9123683e, 0x01021994, 0x794c7630])('the file system %i is none', (type) => {
  expect(networkDriveOf(type)).toBeUndefined()
})
