import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/**
 * Builds the program after `npm ci`. What is deployed was built before, and `npm ci --omit=dev` installs nothing to build
 * with there.
 */
if (canBuild()) execFileSync(process.execPath, ['build.js'], { stdio: 'inherit' })
else if (!existsSync('dist/src/main.js')) {
  process.stderr.write(
    'wsoa is not built here: run npm ci and npm run build where it is built, and bring dist/ along with package.json and package-lock.json.\n',
  )
  process.exitCode = 1
}

function canBuild() {
  try {
    import.meta.resolve('rolldown')
    return existsSync('build.js')
  } catch {
    return false
  }
}
