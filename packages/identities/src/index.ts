export {
  type Labels,
  labelKeySchema,
  labelsSchema,
  labelValueSchema,
  MAX_LABEL_VALUES,
  MAX_LABELS,
  RESERVED_LABEL_PREFIX,
} from './labels.ts';
export {
  ARGON2ID_BOUNDS,
  BCRYPT_COSTS,
  type JudgedPasswordHash,
  judgePasswordHash,
  passwordHashSchema,
} from './password-hash.ts';
