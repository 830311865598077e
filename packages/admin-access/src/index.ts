export { type AdminHandler, requireAccess, type RequireAccessOptions, type RequiredAccess } from './require-access.ts';
