import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { projectFile } from '../src/shell/project.ts'

test('where Node 24 cannot be fetched, one line says that the quick tests on it are skipped, and why', () => {
  const folder = mkdtempSync(join(tmpdir(), 'wsoa-ci-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const { status, stdout, stderr } = spawnSync(projectFile('.ci/quick-on-node-24'), {
    encoding: 'utf8',
    env: {
      ...process.env,
      XDG_CACHE_HOME: folder,
      npm_config_cache: folder,
      npm_config_fetch_retries: '0',
      npm_config_registry: 'http://127.0.0.1:9/',
    },
  })
  expect(stdout).toMatch(/^Node 24\.22\.3: test:quick is skipped, since .+\n$/)
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})
