export { formatJsonPath } from './json-path.ts';
export { toJsonPointer } from './json-pointer.ts';
export {
  formatCursor,
  type Page,
  PAGE_DEFAULT_LIMIT,
  PAGE_MAX_LIMIT,
  type ParsedPage,
  parsePage,
} from './parse-page.ts';
export { type AdminHandler, type OnForbidden, requireAccess, type RequiredAccess } from './require-access.ts';
export { describeUnknownParameter } from './unknown-parameter.ts';
export {
  parseEtag,
  type ParsedWriteCondition,
  parseIfMatch,
  parseWriteCondition,
  type WriteCondition,
} from './write-condition.ts';
