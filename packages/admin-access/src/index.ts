export { type AdminHandler, requireAccess, type RequiredAccess } from './require-access.ts';
