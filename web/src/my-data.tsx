import '@fontsource-variable/outfit/index.css';
import './ui/style/tokens.css';
import './ui/style/base.css';
import { kept } from './kept';
import { browserLanguages, preferred, recallLanguage, speak } from './ui/language/language';
import { MyData } from './ui/my-data/my-data';
import { startPage } from './ui/start-page';
import type { MyData as Held } from './wire';

async function ask(method: 'GET' | 'DELETE'): Promise<Held> {
  const response = await fetch('/api/my-data', { method, cache: 'no-store' });
  if (!response.ok) throw new Error('the server gave no answer');
  return response.json();
}

const page = document.getElementById('page');
if (page === null) throw new Error('my-data.html has no #page');
await speak(
  recallLanguage(kept(() => sessionStorage)) ?? preferred(browserLanguages()),
  browserLanguages(),
  document.documentElement,
);
startPage(() => <MyData ask={ask} />, page);
