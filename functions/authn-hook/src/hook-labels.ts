import { labelsSchema } from '@wharfinger/identities';
import { type Labels, RESTRICTIONS_LABEL } from '@wharfinger/native-api';

/**
 * Labels as docker_auth hands them on to authz. They go into its patterns unquoted, so none may hold a sign with a meaning
 * beyond what the grammar of labels allows; restrictions go as base64url, which has none.
 * @throws {z.ZodError} for labels that break the grammar: leaving one out could leave a denial out
 */
export function toHookLabels(labels: Labels, restrictions: readonly string[] | null): Labels {
  const checked = labelsSchema.parse(labels);
  if (restrictions === null) return checked;
  const encoded = Buffer.from(JSON.stringify(restrictions)).toString('base64url');
  return { ...checked, [RESTRICTIONS_LABEL]: [encoded] };
}
