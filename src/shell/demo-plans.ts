/** The plan files of this repository, each named after its plan's code. The demo opens on the first; the others are over. */
export const DEMO_PLANS = [
  'data/plans/thurrock-wsoa-2019.yaml',
  'data/plans/thurrock-sif-2016.yaml',
  'data/plans/thurrock-peer-review-2017.yaml',
  'data/plans/southend-peer-review-2021.yaml',
  'data/plans/thurrock-forward-plan-2017.yaml',
] as const
