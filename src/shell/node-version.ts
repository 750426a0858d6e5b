/**
 * What is wrong with a version of Node; undefined if the program runs on it. Some versions end the whole process, without a
 * word, when a native module such as SQLite's is tidied away (nodejs/node #65446).
 */
export function problemOfNode(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const isOld = major < 20 || (major === 20 && minor < 20)
  const breaksOff = (major === 24 && minor >= 19 && minor <= 21) || (major === 26 && minor <= 3)
  if (!isOld && !breaksOff) return undefined
  const why = isOld ? 'is too old for wsoa' : 'can end wsoa at any moment without a word'
  return `Node ${version} ${why}: use Node 24.22 or newer, 26.4 or newer, or 20.20.`
}
