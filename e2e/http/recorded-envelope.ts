import { z } from 'zod';

/** What every event inside an audit record has. */
export type RecordedEnvelope = {
  specversion: '1.0';
  datacontenttype: 'application/json';
  id: string;
  source: string;
  type: string;
  subject: string;
  time: string;
  site: string;
  actor?: string | undefined;
  signature: string;
};

/** For the schema of an event; an attribute that is in none of them makes it none. */
export const recordedEnvelope: { [Name in keyof Required<RecordedEnvelope>]: z.ZodType<RecordedEnvelope[Name]> } = {
  specversion: z.literal('1.0'),
  datacontenttype: z.literal('application/json'),
  id: z.string(),
  source: z.string(),
  type: z.string(),
  subject: z.string(),
  time: z.string(),
  site: z.string(),
  actor: z.string().optional(),
  signature: z.string(),
};
