import { z } from 'zod'
import { defineCommand } from '../src/command.ts'
import { actIn } from '../src/importing/acts.ts'
import { prepareImport } from '../src/importing/prepare.ts'
import { runImport } from '../src/importing/run.ts'

export default defineCommand({
  summary: 'Go on with the file that you sent me to import',
  topics: 'upload word excel csv document file plan tracker return form go on back stop take over',
  forms: ['', '<words>'],
  examples: () => ['import', 'import back', 'import stop'],
  arguments: z.object({ words: z.string().optional() }),
  changes: true,
  prepare: (context, { words }, outside) => prepareImport(context, actIn(words), outside),
  run: (context, { words }, prepared) => runImport(context, actIn(words), prepared),
})
