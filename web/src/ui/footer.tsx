/** Attribution that the country data's licence asks for. */
export function Footer() {
  return (
    <footer class="bottom">
      <p>Country data: IPFire Location database (CC BY-SA 4.0)</p>
    </footer>
  );
}
